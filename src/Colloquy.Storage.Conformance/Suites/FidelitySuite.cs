using System.Text;
using Microsoft.Extensions.AI;

namespace Colloquy.Storage.Conformance;

/// <summary>Entries come back byte for byte as they were written, whatever they hold.</summary>
public sealed class FidelitySuite : StoreSuite
{
    /// <inheritdoc />
    public override IReadOnlyList<StoreCase> Cases =>
    [
        Case(Text_of_any_kind_is_read_back_the_same),
        Case(Payloads_are_bytes_and_need_not_be_text),
        Case(A_payload_of_a_megabyte_is_read_back_the_same),
        Case(Headers_are_read_back_the_same),
        Case(Every_kind_of_entry_is_read_back_the_same),
    ];

    private static async Task Text_of_any_kind_is_read_back_the_same(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        string[] texts =
        [
            "", " ", "\u0000", "before\u0000after", "'; DROP TABLE entries; --", "\" OR 1 = 1", "%_\\", "{0} @p1 $1 ?1", "\r\n\t", "gr\u00FC\u00DFe \u00E9 e\u0301",
            "\u5B57\u0416\u05D0\u0639", "\U0001F468\u200D\U0001F469\u200D\U0001F467", "\uFEFFbom", "\u202Eright to left", "\uFFFF", "\u2028\u2029", "</script>", "null",
        ];

        var written = await session.SayAsync(texts);

        var log = await session.LogAsync();
        Check.Entries(written, log, "the log");
        for (var i = 0; i < texts.Length; i++)
            Check.Equal(Rendering.Of(texts[i]), Rendering.Of(((MessageBody)log[i].Decode(session.Key)).Message.Text), "the text of a message");
    }

    private static async Task Payloads_are_bytes_and_need_not_be_text(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        byte[][] payloads =
        [
            [.. Enumerable.Range(0, 256).Select(value => (byte)value)], [], [0], [0, 0, 0], [0xFF, 0xFE], [0x80], [0xC3, 0x28], "{ \"a\" : 1.0 , \"a\":1 }\n"u8.ToArray(), "not json"u8.ToArray(),
        ];
        var draft = await session.DraftAsync([.. payloads.Select(_ => SessionUnderTest.Text("replaced"))]);
        var commit = draft with
        {
            Entries = [.. draft.Entries.Select((entry, index) => entry with { Payload = payloads[index], Salt = payloads[0].AsMemory(index * EntryHash.SaltSize, index == 1 ? 0 : EntryHash.SaltSize) })],
        };

        await session.CommitAsync(commit);

        Check.Entries(commit.Entries, await session.LogAsync(), "entries whose payloads are not text");
    }

    private static async Task A_payload_of_a_megabyte_is_read_back_the_same(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        var text = new StringBuilder();
        while (text.Length < 1_000_000)
            text.Append("a line of text, \u00E9 \u5B57 \U0001F600 ").Append(text.Length);

        var written = await session.SayAsync("before", text.ToString(), "after");

        var log = await session.LogAsync();
        Check.Entries(written, log, "a log with a payload of a megabyte");
        Check.That(((MessageBody)log[1].Decode(session.Key)).Message.Text == text.ToString(), "Expected the text of a megabyte to be read back the same, but it is not.");
    }

    private static async Task Headers_are_read_back_the_same(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        var writer = await session.WriterAsync();
        var start = writer.Append(new TurnStartBody { Number = 1 }).Position;
        foreach (var name in new[] { "", " ", "agent", "Agent", "O'Brien", "%", "\u202Eagent", "e\u0301", "\u00E9", "\U0001F600", new string('x', 2_000) })
        {
            writer.Append(new MessageBody(new ChatMessage(new ChatRole(name.Trim().Length == 0 ? "tool" : name), "text")), start, name);
            writer.Append(new UnknownBody(new EntryKind($"later/{name}"), System.Text.Json.JsonElement.Parse("{\"a\":[1,null]}")), start, name);
        }

        context.Clock.AdjustTime(DateTimeOffset.UnixEpoch - TimeSpan.FromMilliseconds(1));
        writer.Append(SessionUnderTest.Text("before 1970"));
        context.Clock.AdjustTime(new DateTimeOffset(2999, 12, 31, 23, 59, 59, 999, TimeSpan.Zero));
        writer.Append(SessionUnderTest.Text("far ahead"));
        context.Clock.AdjustTime(new DateTimeOffset(2026, 3, 4, 5, 6, 7, 123, TimeSpan.Zero));
        writer.Append(SessionUnderTest.Text("to the millisecond"));
        var commit = writer.TakeCommit(CommitId.New(context.Clock));

        await session.CommitAsync(commit);

        Check.Entries(commit.Entries, await session.LogAsync(), "entries with unusual headers");
    }

    private static async Task Every_kind_of_entry_is_read_back_the_same(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        var written = await session.AddAsync(
            new TurnStartBody { Number = 1, Input = "hello" },
            SessionUnderTest.Text("hello"),
            new ModelCallBody { Call = new Guid(1, 2, 3, new byte[8]), Model = "model", Usage = new UsageDetails { InputTokenCount = 1 }, Window = [new PositionRange(new Position(1), new Position(2))] },
            SessionUnderTest.State("color", 1),
            new StateBody("color") { Removed = true },
            new HeadMoveBody { Branch = BranchHead.Main, From = new Position(1), To = Position.Start, Reason = "undo" },
            new LifecycleBody(Closed: true),
            new TurnEndBody { Status = TurnStatus.Completed });

        var log = await session.LogAsync();

        Check.Entries(written, log, "a log with entries of every kind");
        foreach (var entry in log)
            Check.Equal(entry.Kind, entry.Decode(session.Key).Kind, "the kind of a decoded entry");
    }
}
