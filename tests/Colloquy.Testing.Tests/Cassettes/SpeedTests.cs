using System.Diagnostics;

namespace Colloquy.Testing.Tests.Cassettes;

[Collection(nameof(Alone))]
public sealed class SpeedTests : IDisposable
{
    private readonly Tapes _tapes = new();

    public void Dispose() => _tapes.Dispose();

    [Fact]
    public async Task Five_hundred_turns_are_replayed_in_seconds()
    {
        string[] said = [.. Enumerable.Range(1, 10).Select(number => $"add {number}")];
        await Tapes.SayAsync("fast", _tapes.Counting(CassetteMode.Record), said);
        for (var i = 0; i < 50; i++)
            File.WriteAllText(_tapes.PathOf($"fast{i}"), _tapes.Read("fast").Replace("conversation: fast\n", $"conversation: fast{i}\n", StringComparison.Ordinal));

        var watch = Stopwatch.StartNew();
        var turns = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Task.Run(() => Tapes.SayAsync($"fast{i}", _tapes.Counting(CassetteMode.Replay), said))));

        Assert.Equal(500, turns.Sum(conversation => conversation.Count));

        // Ten seconds on two cores are promised; a machine that does other things is given twice as much.
        TestContext.Current.TestOutputHelper!.WriteLine($"500 turns: {watch.Elapsed.TotalSeconds:0.00} s");
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), $"It took {watch.Elapsed}.");
    }

    [Fact]
    public async Task A_turn_late_in_a_long_conversation_reads_only_what_it_adds()
    {
        string[] said = [.. Enumerable.Range(1, 200).Select(number => $"add {number}")];
        await Tapes.SayAsync("long", _tapes.Counting(CassetteMode.Record), said);

        var live = await AllocateAsync(CassetteMode.Live);
        var replayed = await AllocateAsync(CassetteMode.Replay);

        // Beyond what the agent itself needs for its history: reading 800 messages again would take over a megabyte.
        var (early, late) = (replayed.Early - live.Early, replayed.Late - live.Late);
        Assert.True(late - early < 200_000, $"Turn 30 allocated {replayed.Early} bytes, turn 190 {replayed.Late}; without a cassette {live.Early} and {live.Late}.");

        async Task<(long Early, long Late)> AllocateAsync(CassetteMode mode)
        {
            await using var conversation = await Conversation.StartAsync("long", _tapes.Counting(mode));
            List<long> allocated = [];
            foreach (var text in said)
            {
                var before = GC.GetTotalAllocatedBytes();
                await conversation.SayAsync(text);
                allocated.Add(GC.GetTotalAllocatedBytes() - before);
            }

            return (allocated[20..40].Order().ElementAt(10), allocated[180..].Order().ElementAt(10));
        }
    }
}

/// <summary>Tests that measure run alone.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
