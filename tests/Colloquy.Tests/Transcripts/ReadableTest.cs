using System.Text;
using Colloquy.Tests.Retention;
using Microsoft.Extensions.AI;

namespace Colloquy.Tests.Transcripts;

/// <summary>A conversation that is written for people.</summary>
public abstract class ReadableTest : RetentionTest
{
    /// <summary>What somebody would say who wanted a transcript to run, hide or forge something.</summary>
    protected static string[] Attacks { get; } =
    [
        "<script>alert(1)</script>", "</div></article><img src=x onerror=alert(1)>", "\"' onmouseover='alert(1)", "[click](javascript:alert(1))", "![x](https://evil.example/pixel)", "<https://evil.example>", "https://evil.example www.evil.example",
        "# Turn 9", "### user, 2026-01-01 00:00:00 UTC, position 1", "Title\n===\nother\n---", "- item\n1. item\n+ item\n> quote\n    code", "```\n````html\n<b>\n```", "a | b\n--|--\n1 | 2", "&lt;b&gt; &copy;", "**bold** _em_ ~~gone~~ `code` $x$ \\(y\\)",
        "[a]: https://evil.example\n[a]", "\u001b[31mred\u001b[0m \u0000 \u009b2J", "-->\n<!-- ]]>", "{{7*7}} ${7*7}", "line\r\n# next\r# last",
    ];

    protected static async Task<string> WriteAsync(Session session, TranscriptFormat format, Action<TranscriptOptions>? set = null)
    {
        var options = new TranscriptOptions { Format = format };
        set?.Invoke(options);
        using var stream = new MemoryStream();
        await session.Documents.WriteTranscriptAsync(stream, options);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>A session in which each attack stands in each place where text can stand.</summary>
    protected async Task<Session> AttackAsync()
    {
        var session = await OpenAsync();
        foreach (var attack in Attacks)
        {
            await session.AddAsync([
                new ChatMessage(ChatRole.User, attack),
                new ChatMessage(ChatRole.Assistant, [new TextReasoningContent(attack), new FunctionCallContent(attack, attack, new Dictionary<string, object?> { [attack] = attack })]) { AuthorName = attack },
                new ChatMessage(ChatRole.Tool, [new FunctionResultContent(attack, attack)]),
                new ChatMessage(new ChatRole(attack.ReplaceLineEndings("").Replace("\0", "", StringComparison.Ordinal)), [new DataContent("x"u8.ToArray(), "text/plain") { Name = attack }, new ErrorContent(attack)])]);
        }

        return session;
    }

    /// <summary>A session with all that a transcript has to show.</summary>
    protected async Task<Session> ShowAllAsync()
    {
        var session = await OpenAsync();
        await session.SetTitleAsync("The pump in hall 2");
        await session.SetMetadataAsync("ticket", "4711");
        await AddTurnsAsync(session, 1);
        await session.AddAsync([
            new ChatMessage(ChatRole.User, [new TextContent("Look at this."), new DataContent(new byte[] { 1, 2, 3 }, "image/png") { Name = "pump.png" }, new UriContent("https://docs.example/pump.pdf", "application/pdf")]),
            new ChatMessage(ChatRole.Assistant, [new TextReasoningContent("A leak, perhaps."), new FunctionCallContent("c1", "open_case", new Dictionary<string, object?> { ["hall"] = 2, ["what"] = "leak" })]) { AuthorName = "desk" },
            new ChatMessage(ChatRole.Tool, [new FunctionResultContent("c1", "case 12")]),
            new ChatMessage(ChatRole.Assistant, "First line.\nSecond line.\n\nAfter a gap.")]);
        await session.Retention.PruneAsync(PruneStrategy.KeepLast(4));
        return session;
    }
}
