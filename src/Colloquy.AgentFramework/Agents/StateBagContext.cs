namespace Colloquy.AgentFramework;

/// <summary>Updates the state bag of one run before all other providers run, and writes its changes after them, in the commit that ends the turn.</summary>
internal sealed class StateBagContext(ColloquyAgentSession session) : ContextProvider
{
    public override string Name => StoredStateBag.Name;

    /// <summary>Gets how many messages of the turn are its input; null when no turn began.</summary>
    public int? InputCount { get; private set; }

    /// <summary>Prepares for another turn of the run.</summary>
    public void Begin() => InputCount = null;

    public override async ValueTask BeforeRunAsync(ContextRequest request, CancellationToken cancellationToken)
    {
        InputCount ??= request.Input.Count;
        session.Take(await StoredStateBag.ReadAsync(request.Run.State, cancellationToken).ConfigureAwait(false));
    }

    public override async ValueTask AfterRunAsync(FinishedRun run, CancellationToken cancellationToken)
    {
        var changes = session.FindChanges();
        await StoredStateBag.WriteAsync(run.Run.State, changes, cancellationToken).ConfigureAwait(false);
        session.Saved(changes);
    }
}
