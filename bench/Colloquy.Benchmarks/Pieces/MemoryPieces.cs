using BenchmarkDotNet.Attributes;

namespace Colloquy.Benchmarks;

/// <summary>A session in memory: the newest of a long one, and a turn on one that holds 400 messages, whose window is read and balanced whole.</summary>
public class MemoryPieces
{
    private const int Turns = 100;

    private readonly InMemorySessionStore _store = new();
    private readonly InstantModel _model = new();
    private Session _session = null!;
    private Agent _agent = null!;

    [GlobalSetup]
    public async Task SetUpAsync()
    {
        _session = await _store.OpenAsync(new SessionKey("ticket-1", user: "ada"));
        _agent = new Agent(_model);
        var builder = await SessionBuilder.OpenAsync(_store, _session.Key);
        await builder.AddTurnsAsync(Turns);
        await _session.RefreshAsync();
    }

    [GlobalCleanup]
    public async Task CleanUpAsync()
    {
        await _store.DisposeAsync();
        _model.Dispose();
    }

    [Benchmark(Description = "newest 20 of 400, in memory")]
    public Task<IReadOnlyList<SessionItem>> ReadNewest() => _session.GetItemsAsync(20);

    [Benchmark(Description = "a turn over a window of 400, undone again")]
    public async Task<Turn> RunTurnAsync()
    {
        await _agent.RunAsync("My invoice of May is wrong.", _session);
        return (await _session.UndoTurnAsync())!;
    }
}
