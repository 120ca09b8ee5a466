using Markdig;
using Markdig.Extensions.Tables;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using Xunit;

namespace Colloquy.Tests.Transcripts;

/// <summary>A conversation as Markdown. What was said is shown, and has no meaning for the reader of Markdown.</summary>
public sealed class MarkdownTests : ReadableTest
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().UsePipeTables().UseAutoLinks().UseEmphasisExtras().UseFootnotes().UseMathematics().UseTaskLists().Build();

    [Fact]
    public async Task Nothing_that_was_said_becomes_markup_a_link_or_a_heading()
    {
        var session = await AttackAsync();

        var page = Markdown.Parse(await WriteAsync(session, TranscriptFormat.Markdown), Pipeline);

        Assert.Empty(page.Descendants<HtmlBlock>());
        Assert.Empty(page.Descendants<HtmlInline>());
        Assert.Empty(page.Descendants<LinkInline>());
        Assert.Empty(page.Descendants<AutolinkInline>());
        Assert.Empty(page.Descendants<CodeInline>());
        Assert.Empty(page.Descendants<LinkReferenceDefinition>());
        Assert.Empty(page.Descendants<Table>());
        Assert.Empty(page.Descendants<QuoteBlock>());
        Assert.Single(page.Descendants<ListBlock>());
        Assert.Single(page.Descendants<ThematicBreakBlock>());
        Assert.All(page.Descendants<HeadingBlock>(), heading => Assert.InRange(heading.Level, 1, 3));
        Assert.Equal([1, Attacks.Length, 4 * Attacks.Length], [.. page.Descendants<HeadingBlock>().GroupBy(heading => heading.Level).OrderBy(group => group.Key).Select(group => group.Count())]);
        Assert.Equal(2 * Attacks.Length, page.Descendants<FencedCodeBlock>().Count());
        Assert.DoesNotContain(page.Descendants<CodeBlock>(), block => block is not FencedCodeBlock);
    }

    [Fact]
    public async Task What_was_said_is_shown_as_it_was_said()
    {
        const string said = "It costs 5 $ and 3 * 4 is 12.\n  indented [1] a_b\n\n# no heading\n1. no list\n\t* tab <b> & &amp; `code`   three spaces";
        var session = await OpenAsync();
        await session.AddAsync(new Microsoft.Extensions.AI.ChatMessage(Microsoft.Extensions.AI.ChatRole.User, said));

        var page = Markdown.Parse(await WriteAsync(session, TranscriptFormat.Markdown), Pipeline);

        var paragraphs = page.Descendants<ParagraphBlock>().Where(paragraph => paragraph.Parent == page).Select(TextOf).ToList();
        Assert.Equal(["It costs 5 $ and 3 * 4 is 12.\n  indented [1] a_b", "# no heading\n1. no list\n    * tab <b> & &amp; `code`   three spaces"], paragraphs[..2]);
    }

    [Fact]
    public async Task It_shows_title_turns_calls_results_attachments_and_what_was_pruned()
    {
        var text = await WriteAsync(await ShowAllAsync(), TranscriptFormat.Markdown, options => options.Header = true);

        Assert.StartsWith("# The pump in hall 2\n\n- Session: chat\n- User: ada\n", text, StringComparison.Ordinal);
        Assert.Contains("- Metadata ticket: 4711\n", text, StringComparison.Ordinal);
        Assert.Contains("*The content was removed by retention.*", text, StringComparison.Ordinal);
        Assert.Contains("## Turn 2\n", text, StringComparison.Ordinal);
        Assert.Contains("**Attachment** pump.png: image/png, 3 bytes, SHA-256 039058c6", text, StringComparison.Ordinal);
        Assert.Contains("**Calls** open\\_case (c1)\n\n```json\n{\n  \"hall\": 2,\n  \"what\": \"leak\"\n}\n```\n", text, StringComparison.Ordinal);
        Assert.Contains("**Result of** c1\n\n```\ncase 12\n```\n", text, StringComparison.Ordinal);
        Assert.Contains("First line.\\\nSecond line.\n\nAfter a gap.\n", text, StringComparison.Ordinal);
        Assert.EndsWith("\n---\n\nEnd of the transcript: 6 messages. Times are in UTC.\n", text, StringComparison.Ordinal);
    }

    private static string TextOf(ParagraphBlock paragraph) => string.Concat(paragraph.Inline!.Descendants().Select(inline => inline switch
    {
        LiteralInline literal => literal.Content.ToString(),
        HtmlEntityInline entity => entity.Transcoded.ToString().Replace('\u00A0', ' '),
        LineBreakInline => "\n",
        _ => $"?{inline.GetType().Name}?",
    }));
}
