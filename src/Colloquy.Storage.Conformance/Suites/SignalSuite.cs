namespace Colloquy.Storage.Conformance;

/// <summary>Changes of a session are told to whoever listens, also through another handle of the same process.</summary>
public sealed class SignalSuite : StoreSuite
{
    /// <inheritdoc />
    public override IReadOnlyList<StoreCase> Cases =>
    [
        Case(A_commit_a_release_and_a_deletion_are_told, StoreTraits.Signal),
        Case(Nothing_is_told_after_the_listener_was_disposed_of, StoreTraits.Signal),
        Case(Each_listens_to_its_own_session, StoreTraits.Signal),
    ];

    private static async Task A_commit_a_release_and_a_deletion_are_told(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        var told = new Told();
        await using var listener = await Signal(context).ListenAsync(session.Key, told.Add, context.CancellationToken);

        await session.SayAsync("one");
        await told.EnsureAsync(SessionChanges.Log, "a commit");
        var answer = await context.Store.LeaseAsync(session.Key, LeaseRequest.Acquire("me", TimeSpan.FromMinutes(1), LeasePlace.None));
        await context.Store.LeaseAsync(session.Key, LeaseRequest.Release(GrantedLease.Of(answer).Token));
        await told.EnsureAsync(SessionChanges.Lease, "a lease that is given back");
        await context.Store.DeleteAsync(session.Key);
        await told.EnsureAsync(SessionChanges.Log, "a deletion");
    }

    private static async Task Nothing_is_told_after_the_listener_was_disposed_of(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        var (told, other) = (new Told(), new Told());
        await using var stays = await Signal(context).ListenAsync(session.Key, other.Add, context.CancellationToken);
        var listener = await Signal(context).ListenAsync(session.Key, told.Add, context.CancellationToken);

        await listener.DisposeAsync();
        await listener.DisposeAsync();
        await session.SayAsync("one");

        await other.EnsureAsync(SessionChanges.Log, "a commit");
        Check.That(told.IsEmpty, "Expected nothing to be told after the listener was disposed of.");
    }

    private static async Task Each_listens_to_its_own_session(StoreCaseContext context)
    {
        var (adas, bens) = (await context.NewSessionAsync(), await context.NewSessionAsync("ben"));
        var (toAda, toBob) = (new Told(), new Told());
        await using var one = await Signal(context).ListenAsync(adas.Key, toAda.Add, context.CancellationToken);
        await using var two = await Signal(context).ListenAsync(bens.Key, toBob.Add, context.CancellationToken);

        await bens.SayAsync("one");

        await toBob.EnsureAsync(SessionChanges.Log, "a commit");
        Check.That(toAda.IsEmpty, "Expected nothing to be told of another session.");
    }

    private static IChangeSignal Signal(StoreCaseContext context) => context.Store.Require<IChangeSignal>();

    /// <summary>What was told, which can come a little later, and more than once.</summary>
    private sealed class Told
    {
        private readonly System.Collections.Concurrent.ConcurrentQueue<SessionChanges> _changes = new();

        public bool IsEmpty => _changes.IsEmpty;

        public void Add(SessionChanges changes) => _changes.Enqueue(changes);

        public async Task EnsureAsync(SessionChanges expected, string what)
        {
            var seen = SessionChanges.None;
            await Crowd.LetOthersRunUntilAsync(() =>
            {
                while (_changes.TryDequeue(out var changes))
                    seen |= changes;
                return seen.HasFlag(expected) || seen == SessionChanges.None && !_changes.IsEmpty;
            });
            Check.That(seen.HasFlag(expected), $"Expected {expected} to be told after {what}; {seen} was.");
        }
    }
}
