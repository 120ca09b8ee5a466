namespace Colloquy;

/// <summary>A lease that is held in the flow of the code that runs: by the turn that called it, or by one further out.</summary>
/// <remarks>
/// What the flow starts, threads and tasks that nobody awaits included, has it too, until the lease is given back. Who needs the same lease there would
/// wait for a turn that waits for it.
/// </remarks>
internal sealed class HeldLease
{
    private static readonly AsyncLocal<HeldLease?> Flow = new();
    private readonly HeldLease? _outer;
    private volatile SessionLog? _log;

    private HeldLease(SessionLog log, HeldLease? outer) => (_log, _outer) = (log, outer);

    /// <summary>Notes a lease in the flow of the caller, up to the end of the async method that calls this, and in all that it calls or starts.</summary>
    public static HeldLease Enter(SessionLog log)
    {
        var outer = Flow.Value;
        while (outer is { _log: null })
            outer = outer._outer;
        return Flow.Value = new HeldLease(log, outer);
    }

    /// <summary>Notes that the lease is held no more.</summary>
    public void End() => _log = null;

    /// <summary>Refuses a call that needs a lease which is held in its own flow.</summary>
    /// <exception cref="SessionBusyException">It is.</exception>
    public static ValueTask ThrowIfHeldAsync(SessionLog log, CancellationToken cancellationToken) =>
        Flow.Value is null ? ValueTask.CompletedTask : LookAsync(log, cancellationToken);

    private static async ValueTask LookAsync(SessionLog log, CancellationToken cancellationToken)
    {
        for (var held = Flow.Value; held is not null; held = held._outer)
        {
            if (held._log is { } holder && holder.Key == log.Key && (ReferenceEquals(holder.Store, log.Store) || await IsSameAsync(holder, log, cancellationToken).ConfigureAwait(false)))
                throw SessionBusyException.Reentrant(log.Key, $"This call was made from within the turn, or the pruning, that has session {log.Key} to itself: by a tool, a context provider, middleware, a model's client, or an agent that works for it. It would wait for the turn, and the turn for it. Return what the model is to know as the tool's result, write state by RunContext.State, run on another session, or make the call when the turn has ended.");
        }
    }

    /// <summary>Whether two stores show the same session, such as a store and a decorator of it: no other has the same chain of hashes.</summary>
    private static async ValueTask<bool> IsSameAsync(SessionLog holder, SessionLog log, CancellationToken cancellationToken)
    {
        var seen = await log.RefreshAsync(cancellationToken).ConfigureAwait(false);
        var known = holder.Record;
        return !seen.Tip.IsStart && seen.Tip == known.Tip && seen.Chain == known.Chain;
    }
}
