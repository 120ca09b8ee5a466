using System.Text.RegularExpressions;
using Subject.Docs.ComingFrom;

namespace Colloquy.Testing.Xunit.Tests.ComingFrom;

/// <summary>What the pages say of the report, looked for on the page that is written of a real run.</summary>
public sealed partial class ReportRowTests
{
    private static readonly Lazy<Task<string>> s_page = new(RenderAsync);

    [Fact]
    [Row("guide, report: each conversation is shown whole, with all turns")]
    public async Task Each_variant_is_shown_whole_with_its_turns_in_order()
    {
        var record = (await SubjectRun.WholeAsync(inParallel: true)).Record;

        var html = HtmlReport.Render(record with { Conversations = [.. record.Conversations.Where(one => one.Name == "book-flight")] });

        Assert.Equal(2, Containers().Count(html));
        Assert.Contains("Leaderboard", html, StringComparison.Ordinal);
        Assert.Contains("Compare model-a with model-b", html, StringComparison.Ordinal);
        Assert.Equal(["Shows_flights", "Books_the_earlier_one", "Shows_flights", "Books_the_earlier_one"], Turns().Matches(html).Select(match => match.Groups[1].Value));
    }

    [Fact]
    [Row("aitest, report: a container for the conversation")]
    public async Task The_conversation_is_a_container_that_holds_its_turns()
    {
        var html = await s_page.Value;

        var container = Assert.Single(Containers().Matches(html));
        Assert.Equal("flight-report", container.Groups[1].Value);
        Assert.True(Turns().Matches(html).All(turn => turn.Index > container.Index && turn.Index < html.IndexOf("</main>", StringComparison.Ordinal)));
        Assert.Contains("aria-label=\"Turns: passed, passed\"", html, StringComparison.Ordinal);
    }

    [Fact]
    [Row("aitest, report: totals of time, tokens, cost and tool calls")]
    public async Task The_container_has_totals_of_time_tokens_cost_and_tool_calls()
    {
        var html = await s_page.Value;

        Assert.Matches(@"<span class=""num"">2 turns · [\d.,]+ m?s · [\d,]+ tokens · \$0\.\d+</span></summary>", html);
        Assert.Matches(@"<p class=""facts"">2 tool calls · 4 model calls · [\d,]+ tokens in, \d+ out", html);
    }

    [Fact]
    [Row("aitest, report: the number of messages between turns")]
    public async Task Between_two_turns_is_the_number_of_messages_that_go_on()
    {
        var html = await s_page.Value;

        Assert.Matches(@"(?s)<h4>Asks</h4>.*· 0 carried in<.*<p class=""link""><span>\+4 messages → 4 total</span></p>.*<h4>Moves</h4>.*· 4 carried in<", html);
    }

    [Fact]
    [Row("aitest, report: details that open")]
    public async Task Details_of_conversations_and_calls_open()
    {
        var html = await s_page.Value;

        // A 'details' element opens by a click, by touch and by keys, without a script.
        Assert.Matches(@"<details class=""conv [^>]*><summary>", html);
        Assert.Equal(2, Regex.Count(html, @"<details class=""call""><summary><span class=""fn"">bank\.(get_balance|transfer)</span>"));
        Assert.Contains("How much is in savings?", html, StringComparison.Ordinal);
        Assert.Contains("Done. $500.00 went from checking to savings.", html, StringComparison.Ordinal);
        Assert.Contains("<dt>Result</dt>", html, StringComparison.Ordinal);
    }

    private static async Task<string> RenderAsync()
    {
        var recorder = new RunRecorder(new RunRecorderOptions { Name = "flights", Root = "unused" });
        await using (var conversation = await Conversation.StartAsync(
            new ConversationBuilder("flight-report").AddExtension(recorder.CreateExtension("flight-report")),
            builder =>
            {
                new QuickDesk().Configure(builder);
                builder.Prices = new PriceTable([new ModelPrice { Provider = "offline", Model = "*", Input = 2, Output = 8 }]);
            }))
        {
            await conversation.SayAsync("How much is in savings?", name: "Asks");
            await conversation.SayAsync("Move 500 there from checking.", name: "Moves");
        }

        return HtmlReport.Render(recorder.ToRecord());
    }

    [GeneratedRegex(@"<details class=""conv [^>]*><summary>.*?<h3>([\w-]+)")]
    private static partial Regex Containers();

    [GeneratedRegex("</span><h4>([^<]+)</h4>")]
    private static partial Regex Turns();
}
