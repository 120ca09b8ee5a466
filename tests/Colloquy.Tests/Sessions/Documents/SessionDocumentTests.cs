using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Tests.Sessions;

public sealed class SessionDocumentTests : IAsyncDisposable
{
    private static readonly SessionKey Key = new("chat", "ada");

    private readonly InMemorySessionStore _store = new();
    private readonly InMemorySessionStore _other = new();

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        await _other.DisposeAsync();
    }

    [Fact]
    public async Task A_document_is_lines_that_can_be_read_without_Colloquy()
    {
        var session = await TalkAsync();
        await session.SetTitleAsync("Greetings");
        await session.State.SetAsync("language", "en");

        var lines = await ExportAsync();

        var json = lines.Select(line => JsonElement.Parse(line)).ToList();
        Assert.Equal(["session", "entry", "entry", "entry", "entry", "branch", "end"], json.Select(line => line.GetProperty("type").GetString()));
        Assert.Equal(("chat", "Greetings", 4), (json[0].GetProperty("id").GetString(), json[0].GetProperty("title").GetString(), json[0].GetProperty("entries").GetInt32()));
        Assert.Equal("Grüß Gott", json[2].GetProperty("payload").GetProperty("message").GetProperty("contents")[0].GetProperty("text").GetString());
        Assert.Equal("en", json[4].GetProperty("payload").GetProperty("value").GetString());
        Assert.Contains("Grüß Gott", lines[2], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, "Grüß", "Grus")]
    [InlineData(2, "\"subject\":\"user\"", "\"subject\":\"system\"")]
    [InlineData(2, "\"turn\":1", "\"turn\":0")]
    [InlineData(2, "\"parent\":1", "\"parent\":0")]
    [InlineData(3, "\"at\":\"2", "\"at\":\"1")]
    public async Task An_entry_that_was_changed_is_named_with_its_line(int line, string from, string to)
    {
        await TalkAsync();
        var lines = await ExportAsync();
        Assert.Contains(from, lines[line], StringComparison.Ordinal);
        lines[line] = lines[line].Replace(from, to, StringComparison.Ordinal);

        var error = await Assert.ThrowsAsync<SessionDocumentException>(() => ImportAsync(lines));

        Assert.Equal(new Position(line), error.Position);
        Assert.Equal(line + 1, error.Line);
        Assert.Contains($"line {line + 1} (entry {line})", error.Message, StringComparison.Ordinal);
        await EnsureNothingAsync();
    }

    [Theory]
    [InlineData(0, "\"user\":\"ada\"", "\"user\":\"ben\"", 2)]
    [InlineData(0, "\"title\":\"Greetings\"", "\"title\":\"Insults\"", 6)]
    [InlineData(4, "\"head\":3", "\"head\":2", 6)]
    [InlineData(4, "\"main\"", "\"mein\"", 6)]
    [InlineData(5, "\"lines\":6", "\"lines\":7", 6)]
    public async Task Whatever_else_was_changed_is_noticed(int line, string from, string to, int found)
    {
        await (await TalkAsync()).SetTitleAsync("Greetings");
        var lines = await ExportAsync();
        Assert.Contains(from, lines[line], StringComparison.Ordinal);
        lines[line] = lines[line].Replace(from, to, StringComparison.Ordinal);

        var error = await Assert.ThrowsAsync<SessionDocumentException>(() => ImportAsync(lines));

        Assert.Equal((SessionDocumentFailure.Altered, found), (error.Failure, error.Line));
        await EnsureNothingAsync();
    }

    [Fact]
    public async Task A_document_that_was_cut_off_anywhere_is_refused()
    {
        await TalkAsync();
        var document = Encoding.UTF8.GetBytes(string.Join('\n', await ExportAsync()) + "\n");

        for (var length = 0; length < document.Length - 1; length++)
        {
            var error = await Assert.ThrowsAsync<SessionDocumentException>(() => _other.ImportAsync(new MemoryStream(document[..length])));
            Assert.Equal(SessionDocumentFailure.Truncated, error.Failure);
            Assert.Equal(1 + document.Take(length + 1).Count(character => character == '\n'), error.Line);
            Assert.Equal(error.Line is > 1 and < 5 and { } line ? new Position(line - 1) : null, error.Position);
        }

        await EnsureNothingAsync();
        await _other.ImportAsync(new MemoryStream(document[..^1]));
    }

    [Fact]
    public async Task Lines_that_are_left_out_added_or_put_in_another_order_are_noticed()
    {
        await TalkAsync();
        var lines = await ExportAsync();
        List<string>[] changed =
        [
            [.. lines[..2], .. lines[3..]],
            [.. lines[..2], lines[3], lines[2], .. lines[4..]],
            [.. lines[..3], lines[2], .. lines[3..]],
            [.. lines[..4], lines[5]],
            [.. lines[..5], """{"type":"usage","call":"0199-no"}""", lines[5]],
            [.. lines, lines[1]],
            [.. lines, .. lines],
            [lines[1], .. lines],
            [.. lines[..2], "", .. lines[2..]],
        ];

        foreach (var document in changed)
            await Assert.ThrowsAsync<SessionDocumentException>(() => ImportAsync(document));

        await EnsureNothingAsync();
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("hello\n")]
    [InlineData("{}\n")]
    [InlineData("[1]\n")]
    [InlineData("null\n")]
    [InlineData("{\"type\":\"entry\"}\n")]
    [InlineData("{\"type\":\"session\"}\n")]
    [InlineData("{\"type\":\"session\",\"version\":1}\n")]
    [InlineData("{\"type\":\"session\",\"version\":1,\"app\":\"a\",\"user\":\"\",\"id\":\"\",\"entries\":0}\n")]
    public async Task What_is_no_document_is_refused_at_its_first_line(string text)
    {
        var error = await Assert.ThrowsAsync<SessionDocumentException>(() => _other.ImportAsync(new MemoryStream(Encoding.UTF8.GetBytes(text))));

        Assert.Equal(1, error.Line);
    }

    [Fact]
    public async Task A_document_of_a_newer_version_is_refused_whatever_it_holds()
    {
        var document = "{\"type\":\"session\",\"version\":2,\"key\":\"something else\"}\n"u8.ToArray();

        var error = await Assert.ThrowsAsync<SessionDocumentException>(() => _other.ImportAsync(new MemoryStream(document)));

        Assert.Equal((SessionDocumentFailure.NewerVersion, 1), (error.Failure, error.Line));
        Assert.Contains("version 2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_this_version_does_not_know_is_kept_and_written_again()
    {
        await TalkAsync();
        var lines = await ExportAsync();
        lines[0] = lines[0].Insert(lines[0].Length - 1, ",\"language\":\"de\"");
        lines[1] = lines[1].Insert(lines[1].Length - 1, ",\"weight\":0.5");
        lines[3] = lines[3].Insert(lines[3].Length - 1, ",\"weight\":[1,{\"a\":null}],\"note\":\"x\"");
        lines[4] = lines[4].Insert(lines[4].Length - 1, ",\"colour\":\"red\"");
        lines = Sealed([.. lines[..5], """{"type":"stamp","of":"chat"}""", lines[5]]);

        await ImportAsync(lines);
        var again = await ExportAsync(_other);

        Assert.Equal(lines[1..], again[1..^1].Append(lines[^1]));
        Assert.EndsWith(",\"language\":\"de\"}", again[0], StringComparison.Ordinal);
        Assert.Equal(["colloquy.document"], (await _other.FindAsync(Key))!.Record.Details.Metadata.Keys);
    }

    [Fact]
    public async Task Unknown_fields_of_every_entry_of_a_long_session_are_kept()
    {
        var session = await _store.OpenAsync(Key);
        await session.AddAsync(Enumerable.Range(0, 3_000).Select(number => new ChatMessage(ChatRole.Assistant, $"{number}")));
        var lines = await ExportAsync();
        for (var i = 1; i <= 3_000; i++)
            lines[i] = lines[i].Insert(lines[i].Length - 1, string.Create(CultureInfo.InvariantCulture, $",\"later\":\"{new string('x', 1_000)}{i}\""));
        lines = Sealed(lines);

        await ImportAsync(lines);

        Assert.Equal(lines[1..^2], (await ExportAsync(_other))[1..^2]);
    }

    [Fact]
    public async Task Entries_of_unknown_kinds_and_payloads_that_are_not_JSON_come_back_as_they_were()
    {
        await _store.CreateAsync(Key);
        var record = (await _store.GetAsync(Key))!;
        var writer = new EntryWriter(record);
        writer.Append(new UnknownBody(new EntryKind("hologram"), JsonElement.Parse("""{"depth":  [1, 2 ]}""")));
        var commit = writer.TakeCommit(CommitId.New());
        byte[][] payloads = ["{\n \"a\": 1 }"u8.ToArray(), [0, 159, 146, 150], " {}"u8.ToArray(), "\"x\ny\""u8.ToArray(), [(byte)'"', 0xff, (byte)'"'], "{} {}"u8.ToArray(), Encoding.UTF8.GetBytes(new string('[', 600) + new string(']', 600))];
        var entries = commit.Entries.ToList();
        foreach (var payload in payloads)
        {
            var entry = entries[^1] with { Position = entries[^1].Position.Next, Parent = entries[^1].Position, Payload = payload, PayloadHash = EntryHash.OfPayload(entries[^1].Salt.Span, payload) };
            entries.Add(entry with { Chain = EntryHash.OfChain(entries[^1].Chain, entry) });
        }

        await _store.CommitAsync(Key, commit with { Entries = entries, Heads = [new BranchHead("main", entries[^1].Position)] });
        await ImportAsync(await ExportAsync());

        var read = (await _other.ReadAsync(Key, LogRead.All())).Entries;
        Assert.Equal(entries.Select(entry => Convert.ToHexString(entry.Payload.Span)), read.Select(entry => Convert.ToHexString(entry.Payload.Span)));
        Assert.Equal(entries[^1].Chain, read[^1].Chain);
    }

    [Fact]
    public async Task Content_beside_the_log_that_is_gone_or_changed_is_told_in_the_document()
    {
        var session = await TalkAsync();
        await session.AddAsync(new ChatMessage(ChatRole.User, [new DataContent(new byte[100_000], "image/png")]));

        var gone = await ExportAsync(new ContentStore(_store, _ => null));
        var changed = await ExportAsync(new ContentStore(_store, blob => blob with { Bytes = new byte[100_000 - 1] }));

        Assert.Equal(gone, changed);
        Assert.Contains("\"unreadable\":\"refers to content", Assert.Single(gone, line => line.Contains("colloquy.blob", StringComparison.Ordinal)), StringComparison.Ordinal);
        await ImportAsync(gone);
        Assert.NotNull((await (await _other.FindAsync(Key))!.GetItemsAsync())[^1].Unreadable);
    }

    [Fact]
    public async Task An_import_that_is_cancelled_leaves_nothing()
    {
        var session = await _store.OpenAsync(Key);
        await session.AddAsync(Enumerable.Range(0, 2_500).Select(number => new ChatMessage(ChatRole.User, $"{number}")));
        var lines = await ExportAsync();
        using var cancel = new CancellationTokenSource();
        var options = new ImportOptions { Progress = new Told(progress => { if (progress.Entries >= 2_000) cancel.Cancel(); }) };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _other.ImportAsync(new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', lines))), options, cancel.Token));

        await EnsureNothingAsync();
    }

    [Fact]
    public async Task A_document_written_while_a_turn_runs_can_be_gone_on_with()
    {
        var begun = new TaskCompletionSource();
        var session = await _store.OpenAsync(Key);
        using var cancel = new CancellationTokenSource();
        var running = new Agent(new ScriptedChatClient(ScriptedChatClient.Wait(begun))).RunAsync("hello", session, cancellationToken: cancel.Token);
        await begun.Task;

        var lines = await ExportAsync();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        await ImportAsync(lines);

        var copy = (await _other.FindAsync(Key))!;
        Assert.True(copy.Record.IsInterrupted);
        Assert.Equal("resumed", (await new Agent(new ScriptedChatClient(ScriptedChatClient.Say("resumed"))).ResumeAsync(copy))?.Text);
    }

    [Fact]
    public async Task A_session_that_is_being_imported_is_not_there_and_whoever_opens_it_meanwhile_has_it()
    {
        var session = await _store.OpenAsync(Key);
        await session.AddAsync(Enumerable.Range(0, 2_500).Select(number => new ChatMessage(ChatRole.User, $"{number}")));
        var document = Encoding.UTF8.GetBytes(string.Join('\n', await ExportAsync()));
        var found = new List<Session?>();

        var options = new ImportOptions { Progress = new Told(progress => found.Add(progress.Entries == 2_000 ? _other.FindAsync(Key).GetAwaiter().GetResult() : null)) };
        await _other.ImportAsync(new MemoryStream(document), options);

        Assert.All(found, Assert.Null);
        Assert.Equal(2_500, (await (await _other.FindAsync(Key))!.GetItemsAsync()).Count);

        await _other.DeleteAsync(Key);
        options.Progress = new Told(progress => _other.OpenAsync(Key).GetAwaiter().GetResult());
        await Assert.ThrowsAsync<SessionExistsException>(() => _other.ImportAsync(new MemoryStream(document), options));
        Assert.Equal(Position.Start, (await _other.GetAsync(Key))!.Tip);
    }

    [Fact]
    public async Task A_copy_can_be_told_to_count_and_to_count_nothing()
    {
        var session = await _store.OpenAsync(Key);
        await new Agent(new ScriptedChatClient(ScriptedChatClient.Say("hello"))).RunAsync("hi", session);
        var document = Encoding.UTF8.GetBytes(string.Join('\n', await ExportAsync()));

        var counted = await _other.ImportAsync(new MemoryStream(document), new ImportOptions { Key = new SessionKey("chat", "ben"), CountsUsage = true });
        var uncounted = await _other.ImportAsync(new MemoryStream(document), new ImportOptions { CountsUsage = false });

        Assert.Equal(1, (await counted.Usage.GetAsync(prices: PriceTable.Empty)).Calls);
        Assert.Equal(0, (await uncounted.Usage.GetAsync(prices: PriceTable.Empty)).Calls);
        Assert.Equal(15, (await uncounted.Turns.GetAsync(1)).Usage?.TotalTokens);
    }

    private async Task<Session> TalkAsync()
    {
        var session = await _store.OpenAsync(Key);
        await session.AddAsync([new ChatMessage(ChatRole.User, "Grüß Gott"), new ChatMessage(ChatRole.Assistant, "Servus")]);
        return session;
    }

    private async Task<string[]> ExportAsync(ISessionStore? store = null)
    {
        using var stream = new MemoryStream();
        await (await (store ?? _store).FindAsync(Key))!.Documents.ExportAsync(stream);
        return Encoding.UTF8.GetString(stream.ToArray()).TrimEnd('\n').Split('\n');
    }

    private Task<Session> ImportAsync(IEnumerable<string> lines) => _other.ImportAsync(new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n")));

    private async Task EnsureNothingAsync() => Assert.Null(await _other.GetAsync(Key));

    /// <summary>A document with the last line that a writer gives it.</summary>
    private static string[] Sealed(string[] lines)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', lines.SkipLast(1)) + "\n")));
        return [.. lines.SkipLast(1), string.Create(CultureInfo.InvariantCulture, $$"""{"type":"end","lines":{{lines.Length}},"hash":"{{hash}}"}""")];
    }

    private sealed class Told(Action<EntryProgress> tell) : IProgress<EntryProgress>
    {
        public void Report(EntryProgress value) => tell(value);
    }
}
