using Colloquy.Storage.Conformance;
using FileStore;

namespace Colloquy.FileStore.Tests;

public sealed class HistoryTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("colloquy-files-");

    [Fact]
    public async Task What_several_handles_write_down_is_linearizable()
    {
        var (key, lines) = (new SessionKey("case-17", "ada"), new List<string>());
        await Task.WhenAll(Enumerable.Range(0, 3).Select(client => Task.Run(() => RunClientAsync(client, key, line =>
        {
            lock (lines)
                lines.Add(line);
        }))));

        var log = new HistoryLog();
        foreach (var line in lines)
            log.Add(line);

        Assert.Equal(1, log.Check($"Seed {Seed}."));
        Assert.InRange(log.Count, 30, int.MaxValue);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static int Seed => 4711;

    private async Task RunClientAsync(int client, SessionKey key, Action<string> write)
    {
        await using var store = new HistoryStore(new FileSessionStore(_folder.FullName), client, write);
        await new HistoryWorkload(store, key, Seed + client).RunAsync(steps: 10);
    }
}
