using Microsoft.Extensions.AI;

namespace Colloquy.Storage.Conformance;

/// <summary>Tests that what principals do through views of a guard is recorded: each change, openings and reads once in a while, under pseudonyms, in one order, in chains of hashes.</summary>
public sealed partial class AuditSuite : StoreSuite
{
    private static readonly SessionOwner Ada = new("ada", "desk");
    private static readonly RetentionPolicy Policy = new() { Ttl = TimeSpan.FromDays(30) };

    /// <inheritdoc />
    public override IReadOnlyList<StoreCase> Cases =>
    [
        Case(Who_changes_a_session_is_recorded_in_the_commit_that_changes_it, Needed),
        Case(A_turn_is_recorded_once_however_many_commits_it_has, Needed),
        Case(An_opening_and_a_read_are_recorded_once_in_a_while, Needed),
        Case(What_is_no_commit_is_recorded_before_it_is_done, Needed),
        Case(An_action_that_fails_is_recorded_as_failed, Needed),
        Case(The_audit_has_one_order, Needed),
        Case(A_prune_leaves_the_audit, Needed),
        Case(The_audit_of_a_deleted_session_stays, Needed),
        Case(The_audit_of_a_session_that_is_created_again_is_told_apart, Needed),
        Case(Queries_across_owners_are_recorded, Needed | StoreTraits.Directory),
        Case(The_audit_shows_no_names, Needed),
        Case(An_erased_user_cannot_be_found_and_no_chain_breaks, Erasing),
        Case(The_pseudonym_of_a_user_with_a_kept_session_stays, Erasing),
        Case(An_erasure_that_was_cut_off_anywhere_leaves_no_name, Erasing),
        Case(Trails_are_verified_with_all_sessions, Needed | StoreTraits.Directory),
        Case(Several_processes_record_at_once, Needed),
        Case(Undo_and_redo_work_as_without_an_audit, Needed),
        Case(The_trail_is_written_by_nobody_else, Needed | StoreTraits.Owners),
        Case(A_pseudonym_is_read_and_written_by_nobody, Needed),
        Case(A_commit_that_says_another_name_is_recorded_under_the_own, Needed),
        Case(A_document_that_is_restored_hides_nothing, Needed),
        Case(What_belongs_to_others_is_recorded_too, Needed | StoreTraits.Memory),
        Case(Who_erases_the_own_data_leaves_no_name, Erasing),
        Case(A_change_that_does_nothing_is_recorded_as_such, Needed),
        Case(A_whole_store_is_copied_with_its_audit, Erasing | StoreTraits.Copy | StoreTraits.Directory),
    ];

    private static StoreTraits Needed => StoreTraits.Retention | StoreTraits.State;

    private static StoreTraits Erasing => Needed | StoreTraits.Memory | StoreTraits.Usage | StoreTraits.Owners;

    private static async Task Who_changes_a_session_is_recorded_in_the_commit_that_changes_it(StoreCaseContext context)
    {
        var session = await OpenAsync(context, "case", "ada");
        await session.AddAsync(new ChatMessage(ChatRole.User, "first"));
        await session.AddAsync(new ChatMessage(ChatRole.Assistant, "second"));
        await session.Branches.ForkAsync("other");
        await session.State.SetAsync("language", "en");
        await session.UndoTurnAsync();
        await session.CloseAsync();
        await session.ReopenAsync();

        var log = await ReadAsync(context, session.Key);

        Check.Sequence(["wrote", "wrote", "changed-branch", "wrote", "moved-head", "closed", "reopened"], log.Where(record => !record.IsInTrail).Select(record => record.Action.Value), "the recorded changes");
        Check.Equal(1, log.Select(record => record.Actor).Distinct().Count(), "the number of actors");
        Check.Equal(Ada, await context.Store.FindAuditActorAsync(log[0].Actor), "who the actor is");
        Check.That(log.All(record => record.Role is null), "Expected no role of a user in her own session.");
        var entries = (await context.Store.ReadAsync(session.Key, LogRead.All() with { Limit = LogRead.MaxLimit })).Entries;
        Check.Sequence(["turn-start", "message", "audit", "message", "audit"], entries.Take(5).Select(entry => entry.Kind.Value), "the first entries");
        Check.That((await session.VerifyAsync()).IsIntact, "Expected the chain to fit.");
    }

    private static async Task A_turn_is_recorded_once_however_many_commits_it_has(StoreCaseContext context)
    {
        var session = await OpenAsync(context, "case", "ada");
        await new Agent(new EchoingModel()) { Tools = [EchoingModel.Look] }.RunAsync("Take the tool", session);
        await new Agent(new EchoingModel()) { Durability = Durability.Turn }.RunAsync("And now?", session);

        var ran = (await ReadAsync(context, session.Key)).Where(record => !record.IsInTrail).ToList();

        Check.Sequence(["ran", "ran"], ran.Select(record => record.Action.Value), "the recorded changes");
        var turns = new List<Position>();
        await foreach (var turn in session.Turns.ReadAsync())
            turns.Add(turn.Start);
        Check.Sequence(turns.Order(), ran.Select(record => record.TurnStart), "the turns of the records");
    }

    private static async Task An_opening_and_a_read_are_recorded_once_in_a_while(StoreCaseContext context)
    {
        var guard = Guard(context);
        var store = As(guard, "ada");
        for (var i = 0; i < 3; i++)
        {
            var session = await store.OpenAsync(new SessionKey("case", Ada), Options(context));
            await session.GetItemsAsync();
            if (i == 1)
                context.Clock.Advance(TimeSpan.FromMinutes(16));
        }

        var first = await ReadAsync(context, new SessionKey("case", Ada));
        await As(guard, "sam", "supervisor").OpenAsync(new SessionKey("case", Ada), Options(context));
        var second = await ReadAsync(context, new SessionKey("case", Ada));

        Check.Sequence(["opened", "opened"], first.Where(record => record.Action != AuditAction.Read).Select(record => record.Action.Value), "the recorded openings");
        Check.Sequence(["opened"], second.Skip(first.Count).Select(record => record.Action.Value), "what is recorded of another principal");
        Check.Equal("supervisor", second[^1].Role, "the role of another principal");
        Check.That(second[^1].Actor != first[0].Actor, "Expected two actors.");
    }

    private static async Task What_is_no_commit_is_recorded_before_it_is_done(StoreCaseContext context)
    {
        var session = await OpenAsync(context, "case", "root", "administrator");
        await session.AddAsync(new ChatMessage(ChatRole.User, "hello"));
        await session.Retention.SetAsync(Policy);
        await session.Retention.HoldAsync("case 17", "Requested by the court");
        await session.Retention.LiftHoldAsync("case 17");
        await session.SetTitleAsync("Pumps");
        await session.Documents.ExportAsync(Stream.Null);
        await session.Documents.WriteTranscriptAsync(Stream.Null);

        var trail = (await ReadAsync(context, session.Key)).Where(record => record.IsInTrail && record.Action != AuditAction.Opened && record.Action != AuditAction.Read).ToList();

        Check.Sequence(
            [("set-policy", "ttl 30.00:00:00"), ("held", "case 17"), ("lifted-hold", "case 17"), ("wrote", "details"), ("exported", "document"), ("exported", "transcript")],
            trail.Select(record => (record.Action.Value, record.Detail ?? "")),
            "the records of the trail");
        Check.That(trail.All(record => record.Role == "administrator" && record.After == session.Record.Tip), "Expected the role, and the last entry of the session.");
    }

    private static async Task An_action_that_fails_is_recorded_as_failed(StoreCaseContext context)
    {
        var session = await OpenAsync(context, "case", "root", "administrator");
        await session.AddAsync(new ChatMessage(ChatRole.User, "hello"));
        await session.Retention.HoldAsync("case 17", "Requested by the court");
        for (var i = 0; i < 2; i++)
            await Check.Throws<SessionHeldException>(() => session.DeleteAsync(), "the deletion of a held session");

        var records = await ReadAsync(context, session.Key);

        var deleted = records.Where(record => record.Action == AuditAction.Deleted).ToList();
        Check.Sequence(["", "SessionHeldException", "", "SessionHeldException"], deleted.Select(record => record.Detail ?? ""), "the records of two refused deletions");
        Check.Sequence([null, deleted[0].Position, null, deleted[2].Position], deleted.Select(record => record.Failed), "what they refer to");
        Check.Equal(1, records.Count(record => record.Action == AuditAction.Wrote), "the number of records of the change before it");
    }

    private static async Task The_audit_has_one_order(StoreCaseContext context)
    {
        var session = await OpenAsync(context, "case", "root", "administrator");
        await session.AddAsync(new ChatMessage(ChatRole.User, "one"));
        await session.Retention.SetAsync(Policy);
        await session.AddAsync(new ChatMessage(ChatRole.User, "two"));

        // A clock that is wrong does not change the order.
        context.Clock.Advance(TimeSpan.FromMinutes(10));
        await session.Retention.HoldAsync("case 17", "Requested by the court");
        await session.UndoTurnAsync();

        var records = await ReadAsync(context, session.Key);

        Check.Sequence(["opened", "wrote", "set-policy", "wrote", "held", "moved-head"], records.Where(record => record.Action != AuditAction.Read).Select(record => record.Action.Value), "the records");
    }

    private static async Task A_prune_leaves_the_audit(StoreCaseContext context)
    {
        var session = await OpenAsync(context, "case", "root", "administrator");
        for (var i = 0; i < 4; i++)
            await session.AddAsync([new ChatMessage(ChatRole.User, $"question {i}"), new ChatMessage(ChatRole.Assistant, $"answer {i}")]);
        var before = (await ReadAsync(context, session.Key)).Where(record => !record.IsInTrail).ToList();

        var pruned = await session.Retention.PruneAsync(PruneStrategy.KeepLast(2));

        var after = (await ReadAsync(context, session.Key)).Where(record => !record.IsInTrail).ToList();
        Check.That(pruned.Messages > 0, "Expected messages to be removed.");
        Check.Sequence(before, after.Take(before.Count), "the records before the prune");
        Check.Sequence(["pruned"], after.Skip(before.Count).Select(record => record.Action.Value), "the record of the prune");
        Check.That((await session.VerifyAsync()).IsIntact, "Expected the chain to fit.");
        Check.Equal(0L, (await session.Retention.PruneAsync(PruneStrategy.KeepLast(2))).Entries, "what a second prune removes");
    }

    private static async Task The_audit_of_a_deleted_session_stays(StoreCaseContext context)
    {
        var session = await OpenAsync(context, "case", "ada");
        await session.AddAsync(new ChatMessage(ChatRole.User, "hello"));
        await session.UndoTurnAsync();
        var before = (await ReadAsync(context, session.Key)).Where(record => record.Action != AuditAction.Read).ToList();

        await session.DeleteAsync();

        var after = (await ReadAsync(context, session.Key)).Where(record => record.Action != AuditAction.Read).ToList();
        Check.Sequence(["opened", "wrote", "moved-head", "deleted"], after.Select(record => record.Action.Value), "the records of a deleted session");
        Check.Sequence(before.Select(record => (record.Action, record.Actor, record.At)), after.SkipLast(1).Select(record => (record.Action, record.Actor, record.At)), "what the log had of them");
    }

    private static async Task The_audit_of_a_session_that_is_created_again_is_told_apart(StoreCaseContext context)
    {
        var guard = Guard(context);
        var store = As(guard, "ada");
        var first = await store.OpenAsync(new SessionKey("case", Ada), Options(context));
        await first.AddAsync(new ChatMessage(ChatRole.User, "hello"));
        await first.DeleteAsync();
        context.Clock.Advance(TimeSpan.FromHours(1));
        var second = await store.OpenAsync(new SessionKey("case", Ada), Options(context));
        await second.AddAsync(new ChatMessage(ChatRole.User, "hello again"));
        await second.CloseAsync();

        var records = (await ReadAsync(context, second.Key)).Where(record => record.Action != AuditAction.Read);

        Check.Sequence(["opened", "wrote", "deleted", "opened", "wrote", "closed"], records.Select(record => record.Action.Value), "the records of both");
    }

    private static async Task Queries_across_owners_are_recorded(StoreCaseContext context)
    {
        await OpenAsync(context, "case", "ada");
        var store = As(Guard(context), "root", "administrator");
        for (var i = 0; i < 2; i++)
        {
            await foreach (var _ in store.Require<ISessionDirectory>().ListAllSessionsAsync(SessionSelection.All))
            {
            }

            await foreach (var _ in store.ListSessionsAsync(Ada))
            {
            }
        }

        await foreach (var _ in As(Guard(context), "ada").ListSessionsAsync(Ada))
        {
        }

        var records = await context.Store.ReadAdministrationAuditAsync().ToListAsync();
        var ada = (await ReadAsync(context, new SessionKey("case", Ada)))[0].Actor;
        Check.Sequence([("listed", "of all owners"), ("listed", $"of {ada}")], records.Select(record => (record.Action.Value, record.Detail ?? "")), "the recorded queries");
        Check.Equal("root", (await context.Store.FindAuditActorAsync(records[0].Actor))?.User, "who made them");
    }

    private static async Task Trails_are_verified_with_all_sessions(StoreCaseContext context)
    {
        var session = await OpenAsync(context, "case", "root", "administrator");
        await session.Retention.SetAsync(Policy);

        var verified = await context.Store.VerifyAllAsync().ToListAsync();

        Check.Sequence([(session.Key.App, true), ("colloquy.audit", true)], verified.Select(one => (one.Key.App, one.IsIntact)).OrderBy(one => one.App == session.Key.App ? 0 : 1), "the verified sessions");
        Check.That(verified.Single(one => one.Key.App == "colloquy.audit").Entries >= 2, "Expected the entries of the trail to be verified.");
    }

    private static async Task Several_processes_record_at_once(StoreCaseContext context)
    {
        const int Each = 5;
        var key = new SessionKey("case", Ada);
        await context.Store.OpenAsync(key, Options(context));
        ISessionStore[] stores = [context.Store, await context.OpenAnotherAsync()];
        await Task.WhenAll(Enumerable.Range(0, 4).Select(async i =>
        {
            var store = As(new SessionGuard(stores[i % 2], new SessionGuardOptions { TimeProvider = context.Clock }), "root", "administrator");
            var session = await store.OpenAsync(key, Options(context));
            for (var n = 0; n < Each; n++)
                await session.Retention.HoldAsync($"case {i} {n}", "Requested by the court");
        }));

        var records = await ReadAsync(context, key);

        Check.Equal(4 * Each, records.Count(record => record.Action == AuditAction.Held && record.Failed is null), "the number of recorded holds");
        Check.Equal(1, records.Select(record => record.Actor).Distinct().Count(), "the number of actors");
    }

    private static async Task Undo_and_redo_work_as_without_an_audit(StoreCaseContext context)
    {
        var session = await OpenAsync(context, "case", "ada");
        var agent = new Agent(new EchoingModel());
        await agent.RunAsync("one", session);
        await agent.RunAsync("two", session);
        var before = (await session.GetItemsAsync()).Select(item => item.Message.Text).ToList();

        await session.UndoTurnAsync();
        var undone = (await session.GetItemsAsync()).Select(item => item.Message.Text).ToList();
        await session.RedoAsync();

        Check.Sequence(before.Take(2), undone, "the messages after an undo");
        Check.Sequence(before, (await session.GetItemsAsync()).Select(item => item.Message.Text), "the messages after a redo");
        await session.UndoTurnAsync();
        await session.AddAsync(new ChatMessage(ChatRole.Assistant, "by hand"));
        Check.Equal(1, (await session.Turns.ReadAsync().ToListAsync()).Count, "the number of turns: a message without a user's belongs to the turn before it");
    }

    private static async Task What_belongs_to_others_is_recorded_too(StoreCaseContext context)
    {
        await As(Guard(context), "ada").GetMemory(Ada).AddAsync("has a parrot");
        await As(Guard(context), "sam", "supervisor").GetMemory(Ada).SearchAsync("parrot");
        await As(Guard(context), "root", "administrator").GetState(Ada).SetAsync("language", "en");

        var records = await context.Store.ReadAdministrationAuditAsync().ToListAsync();

        Check.That(records.Any(record => record.Action == AuditAction.Read && record.Role == "supervisor" && record.Detail!.StartsWith("memories of p", StringComparison.Ordinal)), "Expected a record of memories that were read.");
        Check.That(records.Any(record => record.Action == AuditAction.Wrote && record.Role == "administrator" && record.Detail!.StartsWith("state of p", StringComparison.Ordinal)), "Expected a record of state that was written.");
    }

    private static async Task A_change_that_does_nothing_is_recorded_as_such(StoreCaseContext context)
    {
        var session = await OpenAsync(context, "case", "ada");
        await session.SetTitleAsync("Pumps");
        await As(Guard(context), "ada").SetDetailsAsync(session.Key, new SessionDetails());

        var records = (await ReadAsync(context, session.Key)).Where(record => record.Action == AuditAction.Wrote).ToList();

        Check.Sequence([("details", false), ("details", false), ("nothing was done", true)], records.Select(record => (record.Detail!, record.Failed is not null)), "the records of two changes");
    }

    private static async Task A_whole_store_is_copied_with_its_audit(StoreCaseContext context)
    {
        var session = await OpenAsync(context, "case", "ada");
        await session.AddAsync(new ChatMessage(ChatRole.User, "hello"));
        await using var target = new InMemorySessionStore(context.Clock);
        var copy = new StoreCopy(As(Guard(context), "root", "administrator"), target);

        Check.That(await copy.RunAsync(), "Expected the copy to finish.");

        Check.Sequence((await ReadAsync(context, session.Key)).Select(record => record.Chain), (await target.ReadAuditAsync(session.Key).ToListAsync()).Select(record => record.Chain), "the audit in the other store");
        Check.Equal(1, await context.Store.ReadAdministrationAuditAsync().CountAsync(record => record.Action == AuditAction.Exported), "the number of records of the copy");
        await Check.Throws<SessionAccessException>(() => new StoreCopy(As(Guard(context), "ada"), target).PassAsync(), "a copy by who may not administer");
    }

    private static SessionGuard Guard(StoreCaseContext context) => new(context.Store, new SessionGuardOptions { TimeProvider = context.Clock });

    private static ISessionStore As(SessionGuard guard, string name, params string[] roles) => guard.For(SessionGuard.CreatePrincipal(name, roles));

    private static Task<Session> OpenAsync(StoreCaseContext context, string id, string name, params string[] roles) => As(Guard(context), name, roles).OpenAsync(new SessionKey(id, Ada), Options(context));

    private static Task<Session> OpenAsync(StoreCaseContext context, string id, string name, SessionOwner owner) => As(Guard(context), name).OpenAsync(new SessionKey(id, owner), Options(context));

    private static OpenSessionOptions Options(StoreCaseContext context) => new() { TimeProvider = context.Clock };

    private static async Task<IReadOnlyList<AuditRecord>> ReadAsync(StoreCaseContext context, SessionKey key) => await context.Store.ReadAuditAsync(key).ToListAsync();
}
