using Colloquy.Sqlite;

namespace Colloquy.Benchmarks;

/// <summary>Runs Colloquy beside Agent Framework, and draws what was found.</summary>
internal static class PeerRun
{
    public static async Task<int> RunAsync(RatioOptions options)
    {
        using var scratch = new ScratchFolder();

        // Six sides share the time, and a turn runs through more code than a read or an append.
        var effort = options.Quick
            ? new Effort(TimeSpan.FromSeconds(6), TimeSpan.FromSeconds(7), IsQuick: true)
            : new Effort(TimeSpan.FromSeconds(12), TimeSpan.FromSeconds(40), IsQuick: false);
        var (found, code) = await MeasureRun.RunAsync(options,
        [
            ("turn.grown.memory", () => PeerMeasure.MemoryAsync(callsTool: false, effort)),
            ("turn.grown.memory.tool", () => PeerMeasure.MemoryAsync(callsTool: true, effort)),
            ("turn.grown.sqlite", () => PeerMeasure.SqliteAsync(SqliteSynchronous.Full, scratch, effort)),
            ("turn.grown.sqlite.normal", () => PeerMeasure.SqliteAsync(SqliteSynchronous.Normal, scratch, effort)),
        ]);
        if (options.PicturePath is { } path)
            await File.WriteAllTextAsync(path, TurnCostPicture.Draw(found));
        return code;
    }
}
