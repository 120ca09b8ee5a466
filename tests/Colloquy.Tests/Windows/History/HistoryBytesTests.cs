using System.Text.Json;
using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Tests;

/// <summary>What the cache says it takes is what it takes. Alone, since the memory of the process is measured.</summary>
[Collection(nameof(MeasuredMemory))]
public sealed class HistoryBytesTests
{
    private const int Sessions = 20;
    private const int Messages = 300;

    public static TheoryData<string> Shapes => [.. Makers.Keys];

    private static Dictionary<string, Func<int, ChatMessage[]>> Makers { get; } = new()
    {
        ["short texts"] = i => [new(ChatRole.User, $"question {i}"), new(ChatRole.Assistant, $"answer {i}")],
        ["long texts"] = i => [new(ChatRole.User, Repeat($"word {i} ", 300))],
        ["Cyrillic"] = i => [new(ChatRole.User, Repeat($"слово {i} ", 200))],
        ["Chinese"] = i => [new(ChatRole.User, Repeat($"词语{i}", 200))],
        ["emoji and quotes"] = i => [new(ChatRole.User, Repeat($"😀\"\n{i}", 100))],
        ["calls and results"] = i => [new(ChatRole.Assistant, [new FunctionCallContent($"c{i}", "look", new Dictionary<string, object?> { ["what"] = $"thing {i}", ["depth"] = i, ["deep"] = true })]), new(ChatRole.Tool, [new FunctionResultContent($"c{i}", Repeat($"found {i} ", 30))])],
        ["structured results"] = i => [new(ChatRole.Assistant, [new FunctionCallContent($"c{i}", "look")]), new(ChatRole.Tool, [new FunctionResultContent($"c{i}", JsonSerializer.SerializeToElement(Enumerable.Range(0, 40).ToDictionary(n => $"key{n}", n => n)))])],
        ["thoughts"] = i => [new(ChatRole.Assistant, [new TextReasoningContent(Repeat($"hm {i} ", 20)) { ProtectedData = Repeat("x", 400) }, new TextContent($"answer {i}")])],
        ["pictures beside the log"] = i => [new(ChatRole.User, [new DataContent(Bytes(100_000, i), "image/png"), new TextContent("see")])],
        ["pictures in the log"] = i => [new(ChatRole.User, [new DataContent(Bytes(3_000, i), "image/png"), new TextContent("see")])],
        ["links and properties"] = i => [new(ChatRole.User, [new UriContent($"https://example.org/{i}.png", "image/png"), new TextContent("see") { AdditionalProperties = new() { ["a"] = $"b{i}" } }])],
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task The_bytes_that_the_cache_counts_are_within_a_tenth_of_those_that_it_keeps(string shape)
    {
        await using var inner = new InMemorySessionStore();
        var store = new CopyingStore(inner);
        store.ConfigureHistoryCache(new HistoryCacheOptions { MaxBytes = 1L << 32 });
        using var model = new AnsweringChatClient(_ => new ChatMessage(ChatRole.Assistant, "yes"));
        var agent = new Agent(model) { Window = [] };
        for (var i = 0; i < Sessions; i++)
        {
            var session = await store.OpenAsync(new SessionKey($"s{i}"));
            await session.AddAsync(Enumerable.Range(0, Count(shape)).SelectMany(Makers[shape]));
            for (var turn = 0; turn < 3; turn++)
                await agent.RunAsync($"turn {turn}", session);
            model.Requests.Clear();
            model.Sent.Clear();
        }

        var counted = StoreTraffic.Of(store).History.Bytes;
        var with = Measure();
        store.ConfigureHistoryCache(new HistoryCacheOptions { MaxBytes = 0 });
        var kept = with - Measure();

        TestContext.Current.TestOutputHelper?.WriteLine($"{shape}: {counted:N0} counted, {kept:N0} kept, {(double)counted / kept:N2}");
        Assert.InRange((double)counted / kept, 0.9, 1.1);
    }

    [Fact]
    public async Task What_is_kept_of_a_session_is_what_its_windows_show_and_little_more()
    {
        await using var store = new InMemorySessionStore();
        store.ConfigureHistoryCache(new HistoryCacheOptions { ChecksEdits = false });
        using var model = new CountingClient();
        var agent = new Agent(model) { Window = [new TokenBudgetStrategy(20_000)] };
        var session = await store.OpenAsync(new SessionKey("s"));
        var kept = new List<(int Messages, long Bytes)>();

        for (var i = 0; i < 3_000; i++)
        {
            await agent.RunAsync("Again.", session);
            kept.Add((model.Sent, StoreTraffic.Of(store).History.Bytes));
        }

        var firstCut = Enumerable.Range(1, kept.Count - 1).First(i => kept[i].Messages < kept[i - 1].Messages);
        var largest = kept[..firstCut].Max(at => at.Bytes);
        Assert.InRange(firstCut, 500, 1_500);
        Assert.InRange(kept[firstCut..].Max(at => at.Bytes), largest / 2, largest * 11 / 10);
    }

    /// <summary>As many as take some 20 MB, beside which what else the process frees does not count.</summary>
    private static int Count(string shape) => shape switch
    {
        "pictures beside the log" => 10,
        "short texts" or "links and properties" => 4 * Messages,
        "emoji and quotes" or "calls and results" or "thoughts" or "Chinese" => 2 * Messages,
        _ => Messages,
    };

    private static long Measure()
    {
        // Until nothing is left to free of what ran before.
        for (var (before, i) = (long.MaxValue, 0); ; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            var now = GC.GetTotalMemory(forceFullCollection: true);
            if (before - now < now / 1_000 || i == 20)
                return now;
            before = now;
        }
    }

    private static string Repeat(string text, int count) => string.Concat(Enumerable.Repeat(text, count));

    private static byte[] Bytes(int count, int seed)
    {
        var bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    /// <summary>A model that counts what it is sent, and keeps nothing of it.</summary>
    private sealed class CountingClient : IChatClient
    {
        public int Sent { get; private set; }

        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            Sent = messages.Count();
            return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, "Yes, it does so again and again.")));
        }

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }

    /// <summary>A store whose bytes are its own, as those of a database are.</summary>
    private sealed class CopyingStore(ISessionStore inner) : DelegatingSessionStore(inner)
    {
        public override ValueTask<CommitReceipt> CommitAsync(SessionKey key, Commit commit, CancellationToken cancellationToken = default) =>
            base.CommitAsync(key, commit with { Entries = [.. commit.Entries.Select(Copy)], Blobs = [.. commit.Blobs.Select(Copy)] }, cancellationToken);

        public override async ValueTask<LogPage> ReadAsync(SessionKey key, LogRead read, CancellationToken cancellationToken = default)
        {
            var page = await base.ReadAsync(key, read, cancellationToken);
            return page with { Entries = [.. page.Entries.Select(Copy)] };
        }

        public override async ValueTask<Blob?> GetBlobAsync(SessionKey key, Digest hash, CancellationToken cancellationToken = default) =>
            await base.GetBlobAsync(key, hash, cancellationToken) is { } blob ? Copy(blob) : null;

        private static Entry Copy(Entry entry) => entry with { Payload = entry.Payload.ToArray() };

        private static Blob Copy(Blob blob) => blob with { Bytes = blob.Bytes.ToArray() };
    }
}

/// <summary>Tests that run alone, since they measure the memory of the process.</summary>
[CollectionDefinition(nameof(MeasuredMemory), DisableParallelization = true)]
public sealed class MeasuredMemory;
