using System.Text;

namespace Colloquy.Storage.Conformance;

/// <summary>A store that keeps the state of users and apps keeps each key with its version, writes it only where nobody came in between, and together with the commit that it belongs to.</summary>
public sealed class OwnerStateSuite : StoreSuite
{
    private static readonly SessionOwner Ada = new("ada");
    private static readonly SessionOwner App = new();

    /// <inheritdoc />
    public override IReadOnlyList<StoreCase> Cases =>
    [
        Case(The_store_keeps_the_state_of_users_and_apps, StoreTraits.State),
        Case(The_versions_of_an_owner_are_one_counter, StoreTraits.State),
        Case(A_put_on_another_version_writes_nothing, StoreTraits.State),
        Case(A_put_that_names_a_version_which_is_not_the_next_writes_nothing, StoreTraits.State),
        Case(A_removal_is_kept_with_its_version, StoreTraits.State),
        Case(Keys_that_are_there_are_listed_byte_by_byte, StoreTraits.State),
        Case(Changes_are_the_newest_write_of_each_key_since_a_version, StoreTraits.State),
        Case(Owners_see_nothing_of_one_another, StoreTraits.State),
        Case(Values_of_any_bytes_are_kept, StoreTraits.State),
        Case(A_put_that_is_not_well_formed_is_refused, StoreTraits.State),
        Case(A_commit_makes_its_puts_together_with_its_entries, StoreTraits.State),
        Case(A_commit_with_a_put_that_does_not_fit_is_refused_whole, StoreTraits.State),
        Case(A_commit_that_is_refused_puts_nothing, StoreTraits.State),
        Case(A_repeated_commit_puts_nothing_again, StoreTraits.State),
        Case(A_commit_cannot_write_the_state_of_another_user_or_app, StoreTraits.State),
        Case(State_outlives_the_sessions_that_wrote_it, StoreTraits.State),
        Case(State_outlives_the_handle, StoreTraits.State | StoreTraits.Reopens),
        Case(Of_many_puts_on_one_version_one_holds, StoreTraits.State),
    ];

    private static Task The_store_keeps_the_state_of_users_and_apps(StoreCaseContext context)
    {
        Check.That(context.Store.GetService<IOwnerState>() is not null, $"{context.Store.GetType().Name} is said to keep the state of users and apps, but is no {nameof(IOwnerState)}.");
        return Task.CompletedTask;
    }

    private static async Task The_versions_of_an_owner_are_one_counter(StoreCaseContext context)
    {
        var port = Port(context);

        Check.Equal(new StateVersion(1), await port.PutAsync(Put(Ada, "a", 0, "1")), "the version of the first write");
        Check.Equal(new StateVersion(2), await port.PutAsync(Put(Ada, "b", 0, "1")), "the version of the first write of another key");
        Check.Equal(new StateVersion(3), await port.PutAsync(Put(Ada, "a", 1, "2")), "the version of the third write");
        Check.Equal(new StateVersion(1), await port.PutAsync(Put(App, "a", 0, "1")), "the version of another owner's first write");

        Check.Equal("a@3=2, newest 3", await SlotAsync(port, Ada, "a"), "the key that was written twice");
        Check.Equal("b@2=1, newest 3", await SlotAsync(port, Ada, "b"), "the key that was written once");
        Check.Equal("-, newest 3", await SlotAsync(port, Ada, "c"), "a key that was never written");
        Check.Equal("-, newest 0", await SlotAsync(port, new SessionOwner("ben"), "a"), "a key of an owner who wrote nothing");
    }

    private static async Task A_put_on_another_version_writes_nothing(StoreCaseContext context)
    {
        var port = Port(context);
        await port.PutAsync(Put(Ada, "a", 0, "1"));
        await port.PutAsync(Put(Ada, "a", 1, "2"));

        foreach (var expected in new[] { 0, 1, 3 })
            Check.Equal(null, await port.PutAsync(Put(Ada, "a", expected, "9")), $"what a put on version {expected} of a key at version 2 made");
        Check.Equal(null, await port.PutAsync(Put(Ada, "b", 2, "9")), "what a put on version 2 of a key that was never written made");

        Check.Sequence(["a@2=2"], await ListAsync(port, Ada), "the keys after puts that did not fit");
        Check.Equal("a@2=2, newest 2", await SlotAsync(port, Ada, "a"), "the key after puts that did not fit");
    }

    private static async Task A_put_that_names_a_version_which_is_not_the_next_writes_nothing(StoreCaseContext context)
    {
        var port = Port(context);
        await port.PutAsync(Put(Ada, "a", 0, "1"));

        foreach (var version in new[] { 1, 3 })
            Check.Equal(null, await port.PutAsync(Put(Ada, "b", 0, "9") with { Version = new StateVersion(version) }), $"what a put that was to make version {version} made, where 2 is next");
        Check.Equal(new StateVersion(2), await port.PutAsync(Put(Ada, "b", 0, "2") with { Version = new StateVersion(2) }), "the version that was named");

        Check.Sequence(["a@1=1", "b@2=2"], await ListAsync(port, Ada), "the keys");
    }

    private static async Task A_removal_is_kept_with_its_version(StoreCaseContext context)
    {
        var port = Port(context);
        await port.PutAsync(Put(Ada, "a", 0, "1"));
        await port.PutAsync(Put(Ada, "b", 0, "1"));

        Check.Equal(new StateVersion(3), await port.PutAsync(Put(Ada, "a", 1, "")), "the version of a removal");

        Check.Equal("a@3 removed, newest 3", await SlotAsync(port, Ada, "a"), "the key that was removed");
        Check.Sequence(["b@2=1"], await ListAsync(port, Ada), "the keys that are there");
        Check.Equal(null, await port.PutAsync(Put(Ada, "a", 0, "9")), "what a put made that took the removed key for one that never was");
        Check.Equal(new StateVersion(4), await port.PutAsync(Put(Ada, "a", 3, "2")), "the version of the key's next write");
        Check.Sequence(["a@4=2", "b@2=1"], await ListAsync(port, Ada), "the keys after the key came again");
    }

    private static async Task Keys_that_are_there_are_listed_byte_by_byte(StoreCaseContext context)
    {
        var port = Port(context);
        string[] ordered = ["!", "A", "a", "a/b", "b", "\u00e9", "\u4e2d", "\uff5e", "\U0001F600"];
        foreach (var key in ordered.Reverse())
            await port.PutAsync(Put(Ada, key, 0, "0"));

        Check.Sequence(ordered, (await port.ListAsync(Ada)).Select(stored => stored.Key), "the keys");
    }

    private static async Task Changes_are_the_newest_write_of_each_key_since_a_version(StoreCaseContext context)
    {
        var port = Port(context);
        await port.PutAsync(Put(Ada, "a", 0, "1"));
        await port.PutAsync(Put(Ada, "b", 0, "2"));
        await port.PutAsync(Put(Ada, "c", 0, "3"));
        await port.PutAsync(Put(Ada, "a", 1, "4"));
        await port.PutAsync(Put(Ada, "b", 2, ""));

        Check.Sequence(["c@3=3", "a@4=4", "b@5 removed"], await ChangesAsync(port, Ada, 0), "all changes");
        Check.Sequence(["a@4=4", "b@5 removed"], await ChangesAsync(port, Ada, 3), "the changes since version 3");
        Check.Sequence(["b@5 removed"], await ChangesAsync(port, Ada, 4), "the changes since version 4");
        Check.Sequence([], await ChangesAsync(port, Ada, 5), "the changes since the newest version");
        Check.Sequence([], await ChangesAsync(port, App, 0), "the changes of another owner");
    }

    private static async Task Owners_see_nothing_of_one_another(StoreCaseContext context)
    {
        var port = Port(context);
        SessionOwner[] owners = [App, Ada, new("Ada"), new("ada%"), new("ada/x"), new("ada", "other"), new(app: "other"), new("default"), new("ada", "x' OR '1'='1")];
        for (var i = 0; i < owners.Length; i++)
            await port.PutAsync(Put(owners[i], "color", 0, $"{i}"));

        for (var i = 0; i < owners.Length; i++)
        {
            Check.Sequence([$"color@1={i}"], await ListAsync(port, owners[i]), $"the keys of {owners[i]}");
            Check.Sequence([$"color@1={i}"], await ChangesAsync(port, owners[i], 0), $"the changes of {owners[i]}");
        }

        var nobody = new SessionOwner("ben");
        Check.Sequence([], await ListAsync(port, nobody), "the keys of a user who has none");
        Check.Equal("-, newest 1", await SlotAsync(port, Ada, "Color"), "a key in other case");
        Check.Equal("-, newest 1", await SlotAsync(port, Ada, "col%"), "a key with a wildcard");
    }

    private static async Task Values_of_any_bytes_are_kept(StoreCaseContext context)
    {
        var port = Port(context);
        byte[][] values = ["null"u8.ToArray(), [0, 255, 0], [.. Enumerable.Range(0, 300_000).Select(i => (byte)(i * 31))]];
        for (var i = 0; i < values.Length; i++)
            await port.PutAsync(Put(Ada, $"{i}", 0, "") with { Value = values[i] });

        foreach (var (stored, i) in (await port.ListAsync(Ada)).Select((stored, i) => (stored, i)))
            Check.That(stored.Value.Span.SequenceEqual(values[i]), $"The value of {values[i].Length} bytes came back as another one, of {stored.Value.Length} bytes.");
        Check.Equal(values.Length, (await port.ListAsync(Ada)).Count, "the number of values");
    }

    private static async Task A_put_that_is_not_well_formed_is_refused(StoreCaseContext context)
    {
        var port = Port(context);
        var session = await context.NewSessionAsync();
        foreach (var key in new[] { "", "a\nb", "lone \ud800", new string('x', 257) })
        {
            await Check.Throws<InvalidKeyException>(async () => await port.PutAsync(Put(Ada, key, 0, "1")), "a put of a key that cannot be");
            await session.EnsureRefusedAsync<InvalidKeyException>(await DraftAsync(session, Put(Ada, key, 0, "1")), "a commit with a put of a key that cannot be");
        }

        await session.EnsureRefusedAsync<ArgumentException>(await DraftAsync(session, Put(Ada, "a", 0, "1"), Put(Ada, "a", 1, "2")), "a commit that writes a key twice");
        Check.Sequence([], await ChangesAsync(port, Ada, 0), "the keys");
    }

    private static async Task A_commit_makes_its_puts_together_with_its_entries(StoreCaseContext context)
    {
        var (port, session) = (Port(context), await context.NewSessionAsync());
        await port.PutAsync(Put(Ada, "a", 0, "1"));

        await session.CommitAsync(await DraftAsync(session, Put(Ada, "a", 1, "2") with { Version = new StateVersion(2) }, Put(Ada, "b", 0, "3") with { Version = new StateVersion(3) }, Put(App, "a", 0, "4")));

        Check.Sequence(["a@2=2", "b@3=3"], await ListAsync(port, Ada), "the user's keys");
        Check.Sequence(["a@1=4"], await ListAsync(port, App), "the app's keys");
        Check.Equal(1, (await session.LogAsync()).Count, "the number of entries");
    }

    private static async Task A_commit_with_a_put_that_does_not_fit_is_refused_whole(StoreCaseContext context)
    {
        var (port, session) = (Port(context), await context.NewSessionAsync());
        await port.PutAsync(Put(Ada, "a", 0, "1"));
        StatePut[] misfits = [Put(Ada, "a", 0, "9"), Put(Ada, "a", 2, "9"), Put(Ada, "c", 0, "9") with { Version = new StateVersion(2) }];

        foreach (var misfit in misfits)
        {
            var commit = await DraftAsync(session, Put(Ada, "b", 0, "8"), misfit);
            await session.EnsureRefusedAsync<StateConflictException>(commit, "a commit with a put that does not fit");
            Check.Sequence(["a@1=1"], await ChangesAsync(port, Ada, 0), "the keys after a refused commit");
        }

        var error = await Check.Throws<StateConflictException>(async () => await session.CommitAsync(await DraftAsync(session, misfits[0])), "a commit with a put that does not fit");
        Check.Equal((Ada, "a", StateVersion.None, new StateVersion(1)), (error.Owner, error.StateKey, error.Expected, error.Actual), "what the exception says");
    }

    private static async Task A_commit_that_is_refused_puts_nothing(StoreCaseContext context)
    {
        var (port, session) = (Port(context), await context.NewSessionAsync());
        var late = await DraftAsync(session, Put(Ada, "a", 0, "1"));
        await session.SayAsync("first");

        await session.EnsureRefusedAsync<TipConflictException>(late, "a commit at an old tip");
        var token = await session.TakeLeaseAsync();
        await session.EnsureRefusedAsync<SessionBusyException>(await DraftAsync(session, Put(Ada, "a", 0, "1")), "a commit without the lease");
        await session.EnsureRefusedAsync<LeaseLostException>(await DraftAsync(session, Put(Ada, "a", 0, "1")) with { Lease = new LeaseToken(token.Value - 1) }, "a commit under a lost lease");

        Check.Sequence([], await ChangesAsync(port, Ada, 0), "the keys");
    }

    private static async Task A_repeated_commit_puts_nothing_again(StoreCaseContext context)
    {
        var (port, session) = (Port(context), await context.NewSessionAsync());
        var commit = await DraftAsync(session, Put(Ada, "a", 0, "1"));
        await session.CommitAsync(commit);
        await port.PutAsync(Put(Ada, "a", 1, "2"));

        Check.That((await session.CommitAsync(commit)).Repeated, "A commit made again is a repeat.");

        Check.Sequence(["a@2=2"], await ListAsync(port, Ada), "the keys");
    }

    private static async Task A_commit_cannot_write_the_state_of_another_user_or_app(StoreCaseContext context)
    {
        var (port, session) = (Port(context), await context.NewSessionAsync("ada"));
        SessionOwner[] others = [new("ben"), new("ada", "other"), new(app: "other")];

        foreach (var other in others)
        {
            await session.EnsureRefusedAsync<ArgumentException>(await DraftAsync(session, Put(other, "a", 0, "1")), $"a commit that writes the state of {other}");
            Check.Sequence([], await ChangesAsync(port, other, 0), $"the keys of {other}");
        }
    }

    private static async Task State_outlives_the_sessions_that_wrote_it(StoreCaseContext context)
    {
        var (port, session) = (Port(context), await context.NewSessionAsync());
        await session.CommitAsync(await DraftAsync(session, Put(Ada, "a", 0, "1")));

        await context.Store.DeleteAsync(session.Key);

        Check.Sequence(["a@1=1"], await ListAsync(port, Ada), "the keys after the session was deleted");
    }

    private static async Task State_outlives_the_handle(StoreCaseContext context)
    {
        await Port(context).PutAsync(Put(Ada, "a", 0, "1"));

        var port = (await context.OpenAnotherAsync()).Require<IOwnerState>();

        Check.Sequence(["a@1=1"], await ListAsync(port, Ada), "the keys through another handle");
    }

    private static async Task Of_many_puts_on_one_version_one_holds(StoreCaseContext context)
    {
        const int Writers = 8;
        const int Writes = 6;
        var made = new int[Writers];

        await Crowd.ActAsync(context, Writers, async (writer, store) =>
        {
            var port = store.Require<IOwnerState>();
            while (made[writer] < Writes)
            {
                context.CancellationToken.ThrowIfCancellationRequested();
                var slot = await port.FindAsync(App, "counter");
                var count = slot.Stored is { } stored ? int.Parse(Text(stored), System.Globalization.CultureInfo.InvariantCulture) : 0;
                await Crowd.LetOthersRunAsync();
                if (await port.PutAsync(Put(App, "counter", slot.Version.Value, $"{count + 1}")) is not null)
                    made[writer]++;
            }
        });

        Check.Sequence([$"counter@{Writers * Writes}={Writers * Writes}"], await ListAsync(Port(context), App), "the counter");
    }

    private static IOwnerState Port(StoreCaseContext context) => context.Store.Require<IOwnerState>();

    private static StatePut Put(SessionOwner owner, string key, long expected, string value) => new() { Owner = owner, Key = key, Expected = new StateVersion(expected), Value = Encoding.UTF8.GetBytes(value) };

    private static async Task<Commit> DraftAsync(SessionUnderTest session, params StatePut[] puts) =>
        await session.DraftAsync(SessionUnderTest.Text("text")) with { Puts = puts };

    private static async Task<string> SlotAsync(IOwnerState port, SessionOwner owner, string key)
    {
        var slot = await port.FindAsync(owner, key);
        return $"{(slot.Stored is { } stored ? Of(stored) : "-")}, newest {slot.Newest}";
    }

    private static async Task<IEnumerable<string>> ListAsync(IOwnerState port, SessionOwner owner) => (await port.ListAsync(owner)).Select(Of);

    private static async Task<IEnumerable<string>> ChangesAsync(IOwnerState port, SessionOwner owner, long since) => (await port.ReadChangesAsync(owner, new StateVersion(since))).Select(Of);

    private static string Of(StoredState stored) => $"{stored.Key}@{stored.Version}{(stored.Removed ? " removed" : $"={Text(stored)}")}";

    private static string Text(StoredState stored) => Encoding.UTF8.GetString(stored.Value.Span);
}
