using Microsoft.Extensions.AI;

namespace Colloquy.Benchmarks;

/// <summary>Turns of an agent of Colloquy that shows its model the whole session, with or without a tool call in each turn.</summary>
internal sealed class ColloquyTurns : IDisposable
{
    private readonly ISessionStore _store;
    private readonly InstantModel _model;
    private readonly Dictionary<int, Session> _sessions = [];
    private int _grown;

    public ColloquyTurns(ISessionStore store, bool callsTool = false)
    {
        _store = store;
        _model = new InstantModel { Tool = callsTool ? SupportTool.Name : null };
        Agent = new Agent(_model) { Window = [], Tools = callsTool ? [AgentTool.Create(SupportTool.Find, SupportTool.Name)] : [] };
    }

    public Agent Agent { get; }

    /// <summary>The sessions that have grown, by their places.</summary>
    public IReadOnlyDictionary<int, Session> Sessions => _sessions;

    public GrownTurns At(int messages, Func<Task>? beforeTurnAsync = null) => new(messages, _model, GrowAsync) { BeforeTurnAsync = beforeTurnAsync };

    public void Dispose() => _model.Dispose();

    private async Task<Func<Task>> GrowAsync(int place, int messages)
    {
        if (_sessions.TryGetValue(place, out var before))
            await before.DeleteAsync();

        var key = new SessionKey($"ticket-{++_grown}", "ada");
        var builder = await SessionBuilder.OpenAsync(_store, key);
        await builder.AddTurnsAsync(messages / SampleTurn.Messages);
        var session = _sessions[place] = await _store.OpenAsync(key);
        return () => Agent.RunAsync(GrownTurns.Input, session);
    }
}
