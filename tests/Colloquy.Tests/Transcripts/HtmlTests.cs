using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Tests.Transcripts;

/// <summary>A conversation as one HTML page. What was said is shown, and does nothing.</summary>
public sealed class HtmlTests : ReadableTest
{
    private static readonly string[] Elements = ["html", "head", "meta", "title", "style", "body", "header", "h1", "dl", "dt", "dd", "main", "h2", "article", "h3", "b", "bdi", "span", "time", "div", "p", "pre", "footer"];
    private static readonly string[] Attributes = ["lang", "charset", "http-equiv", "name", "content", "class", "id", "dir", "datetime"];

    [Fact]
    public async Task Nothing_that_was_said_becomes_markup_a_link_or_code()
    {
        var session = await AttackAsync();
        await session.SetTitleAsync(Attacks[0]);
        await session.SetMetadataAsync(Attacks[1], Attacks[0]);

        var page = await PageAsync(session, options => options.Header = true);

        Assert.Empty(page.All.Select(element => element.LocalName).Except(Elements));
        Assert.Empty(page.All.SelectMany(element => element.Attributes).Select(attribute => attribute.Name).Except(Attributes));
        Assert.Equal(4 * Attacks.Length, page.QuerySelectorAll("article").Length);
        Assert.Equal(Attacks.Length, page.QuerySelectorAll("h2").Length);
        Assert.Empty(page.Descendants<IComment>());
        Assert.Equal(Attacks[0], page.Title);
        Assert.All(page.QuerySelectorAll("article"), article => Assert.Matches("^p[0-9]+$", article.Id));
        Assert.All(page.QuerySelectorAll("article"), article => Assert.Matches("^role-(user|assistant|tool|other)$", article.ClassName));
    }

    [Fact]
    public async Task What_was_said_is_shown_as_it_was_said()
    {
        var session = await AttackAsync();

        var page = await PageAsync(session);

        Assert.Equal(Attacks.Select(Visible), page.QuerySelectorAll(".role-user .text").Select(text => text.TextContent));
        Assert.Equal(Attacks.Select(Visible), page.QuerySelectorAll(".role-tool pre").Select(text => text.TextContent));
        Assert.Equal(Attacks.Select(Visible), page.QuerySelectorAll(".thought").Select(text => text.TextContent));
    }

    [Fact]
    public async Task The_page_allows_its_own_style_and_nothing_else()
    {
        var page = await PageAsync(await ShowAllAsync());

        var policy = page.QuerySelector("meta[http-equiv=Content-Security-Policy]")!.GetAttribute("content");
        var style = page.QuerySelector("style")!.TextContent;
        Assert.StartsWith("default-src 'none'; style-src 'sha256-", policy, StringComparison.Ordinal);
        Assert.Contains(Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(style))), policy, StringComparison.Ordinal);
        Assert.DoesNotContain("url(", style, StringComparison.Ordinal);
        Assert.DoesNotContain("http", style, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_shows_title_turns_calls_results_attachments_and_what_was_pruned()
    {
        var page = await PageAsync(await ShowAllAsync(), options => options.Header = true);

        Assert.Equal("The pump in hall 2", page.QuerySelector("h1")!.TextContent);
        Assert.Contains("4711", page.QuerySelectorAll("dd").Select(value => value.TextContent));
        Assert.Equal(["Turn 1", "Turn 2"], page.QuerySelectorAll("h2").Select(head => head.TextContent));
        var articles = page.QuerySelectorAll("article");
        Assert.Equal(["user", "assistant", "user", "assistant", "tool", "assistant"], articles.Select(article => article.QuerySelector("h3 b")!.TextContent));
        Assert.Equal("The content was removed by retention.", articles[0].QuerySelector(".note")!.TextContent);
        Assert.Contains("Attachment pump.png: image/png, 3 bytes, SHA-256 039058c6", articles[2].TextContent, StringComparison.Ordinal);
        Assert.Contains("Attachment https://docs.example/pump.pdf: application/pdf", articles[2].TextContent, StringComparison.Ordinal);
        Assert.Equal("desk", articles[3].QuerySelector("bdi")!.TextContent);
        Assert.Equal("A leak, perhaps.", articles[3].QuerySelector(".thought")!.TextContent);
        Assert.Equal("Calls open_case (c1)", articles[3].QuerySelector(".part")!.TextContent);
        Assert.Equal("{\n  \"hall\": 2,\n  \"what\": \"leak\"\n}", articles[3].QuerySelector("pre")!.TextContent);
        Assert.Equal("case 12", articles[4].QuerySelector("pre")!.TextContent);
        Assert.Equal("First line.\nSecond line.\n\nAfter a gap.", articles[5].QuerySelector(".text")!.TextContent);
        Assert.Equal("End of the transcript: 6 messages. Times are in UTC.", page.QuerySelector("footer")!.TextContent);
    }

    private static string Visible(string text) => text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').Replace('\u001b', '\u241B').Replace('\0', '\u2400').Replace('\u009b', '\uFFFD');

    private static async Task<IDocument> PageAsync(Session session, Action<TranscriptOptions>? set = null) => await new HtmlParser().ParseDocumentAsync(await WriteAsync(session, TranscriptFormat.Html, set));
}
