using Colloquy.Sqlite;

namespace Colloquy.Import.Tests;

/// <summary>A file is read and written in constant memory, whatever its length.</summary>
public sealed class LongFileTests : ImportTest
{
    [Fact]
    public Task A_file_of_many_lines_is_read_in_constant_memory() => ReadAsync(100_000);

    [Fact]
    [Trait("Tier", "Long")]
    public Task A_file_of_a_million_lines_is_read_in_constant_memory() => ReadAsync(1_000_000);

    private async Task ReadAsync(int lines)
    {
        var path = await WriteLinesAsync(lines, i => $$"""{"role":"{{(i % 2 == 0 ? "user" : "assistant")}}","content":"message number {{i}}"}""");
        var peak = new PeakMemory();

        var report = await ImportAsync(path, new ConversationImportOptions { DryRun = true, Progress = peak });

        Assert.Equal(lines, report.Messages);
        Assert.InRange(peak.Growth, 0, 48 * 1024 * 1024);
        Assert.True(peak.Last is { Done: > 0 } last && last.Done == last.Total);
    }

    [Fact]
    public async Task An_array_of_many_conversations_is_read_in_constant_memory()
    {
        const int Conversations = 20_000;
        var tree = $$$"""{"a":{"message":{"id":"a","author":{"role":"user"},"content":{"content_type":"text","parts":["{{{new string('x', 500)}}}"]}},"children":["b"]},"b":{"parent":"a","message":{"id":"b","author":{"role":"assistant"},"content":{"content_type":"text","parts":["y"]}},"children":[]}}""";
        var path = await WriteLinesAsync(Conversations, i => $$"""{{(i == 0 ? "[" : ",")}}{"conversation_id":"c{{i}}","title":"t","current_node":"b","mapping":{{tree}}}""", "]");
        var peak = new PeakMemory();

        var report = await ImportAsync(path, new ConversationImportOptions { DryRun = true, Progress = peak });

        Assert.Equal((ImportFormat.ChatGpt, Conversations, Conversations * 2), (report.Format, report.Conversations, report.Messages));
        Assert.InRange(peak.Growth, 0, 48 * 1024 * 1024);
    }

    [Fact]
    public async Task A_long_conversation_is_written_in_constant_memory()
    {
        const int Lines = 20_000;
        var path = await WriteLinesAsync(Lines, i => $$"""{"role":"user","content":"message number {{i}}"}""");
        var peak = new PeakMemory();
        await using var store = await SqliteSessionStore.OpenAsync(PathOf("store.db"));
        Store = store;

        var report = await ImportAsync(path, new ConversationImportOptions { Progress = peak });

        Assert.Equal(Lines, report.Messages);
        Assert.Equal(Lines, await (await FindAsync(Path.GetFileNameWithoutExtension(path))).Turns.CountAsync());
        Assert.InRange(peak.Growth, 0, 48 * 1024 * 1024);
    }

    private async Task<string> WriteLinesAsync(int count, Func<int, string> line, string last = "")
    {
        var path = PathOf("long.jsonl");
        await using var file = new StreamWriter(path);
        for (var i = 0; i < count; i++)
            await file.WriteLineAsync(line(i));
        await file.WriteLineAsync(last);
        return path;
    }

    /// <summary>Looks at the memory that is in use whenever there is progress.</summary>
    private sealed class PeakMemory : IProgress<ImportProgress>
    {
        private readonly long _before = GC.GetTotalMemory(forceFullCollection: true);
        private long _peak;
        private int _reports;

        public long Growth => Math.Max(0, _peak - _before);

        public ImportProgress Last { get; private set; }

        public void Report(ImportProgress value)
        {
            Last = value;
            if (_reports++ % 500 == 0)
                _peak = Math.Max(_peak, GC.GetTotalMemory(forceFullCollection: true));
        }
    }
}
