using Microsoft.Extensions.AI;

namespace Colloquy.Storage.Conformance;

/// <summary>Tests that what principals do through views of a guard is recorded: each change, openings and reads once in a while, under pseudonyms, in one order, in chains of hashes.</summary>
public sealed class AuditSuite : StoreSuite
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

    private static async Task The_audit_shows_no_names(StoreCaseContext context)
    {
        var session = await OpenAsync(context, "secret-case", "ada");
        await session.AddAsync(new ChatMessage(ChatRole.User, "hello"));
        await (await OpenAsync(context, "secret-case", "root", "administrator")).Retention.SetAsync(Policy);

        var entries = (await context.Store.ReadAsync(session.Key, LogRead.All() with { Limit = LogRead.MaxLimit })).Entries.Where(entry => entry.Kind == EntryKind.Audit).ToList();
        await foreach (var trail in context.Store.ListSessionsAsync(new SessionOwner(app: "colloquy.audit")))
        {
            Check.That(!trail.Key.Id.Contains("ada", StringComparison.Ordinal) && !trail.Key.Id.Contains("secret", StringComparison.Ordinal), "Expected the key of a trail not to show whose it is.");
            entries.AddRange((await context.Store.ReadAsync(trail.Key, LogRead.All() with { Limit = LogRead.MaxLimit })).Entries);
        }

        Check.That(entries.Count >= 3, "Expected records.");
        foreach (var entry in entries)
        {
            var text = $"{entry.Subject} {entry.Author} {System.Text.Encoding.UTF8.GetString(entry.Payload.Span)}";
            Check.That(!text.Contains("\"ada\"", StringComparison.Ordinal) && !text.Contains("root", StringComparison.Ordinal) && !text.Contains("secret", StringComparison.Ordinal), $"Expected no name in the record: {text}");
        }
    }

    private static async Task An_erased_user_cannot_be_found_and_no_chain_breaks(StoreCaseContext context)
    {
        var guard = Guard(context);
        var session = await As(guard, "ada").OpenAsync(new SessionKey("case", Ada), Options(context));
        await session.AddAsync(new ChatMessage(ChatRole.User, "hello"));
        var other = await OpenAsync(context, "other", "ben", new SessionOwner("ben", "desk"));
        await (await As(guard, "ada", "administrator").OpenAsync(other.Key, Options(context))).AddAsync(new ChatMessage(ChatRole.User, "by ada"));
        var ada = (await ReadAsync(context, session.Key))[0].Actor;

        var report = await As(guard, "root", "administrator").EraseUserAsync(Ada);

        Check.Equal((1L, 0L, true), (report.Sessions, report.StateKeys, report.IsComplete), "what was removed");
        Check.Equal(null, await context.Store.FindAuditActorAsync(ada), "who the pseudonym is");
        Check.Equal(0, (await ReadAsync(context, session.Key)).Count, "what leads from the session to its audit");
        Check.Equal(0, (await context.Store.Require<IOwnerState>().ReadChangesAsync(Ada, StateVersion.None)).Count, "what is left of the state");
        Check.That((await ReadAsync(context, other.Key)).Any(record => record.Actor == ada), "Expected what the user did elsewhere to stay, under the pseudonym.");
        var administration = await context.Store.ReadAdministrationAuditAsync().ToListAsync();
        Check.Sequence([("erased", ada)], administration.Where(record => record.Action == AuditAction.Erased).Select(record => (record.Action.Value, record.Detail!)), "the record of the erasure");
        await foreach (var trail in context.Store.ListSessionsAsync(new SessionOwner(app: "colloquy.audit")))
            Check.That((await (await context.Store.FindAsync(trail.Key))!.VerifyAsync()).IsIntact, "Expected the chains of all trails to fit.");
        Check.That((await other.VerifyAsync()).IsIntact, "Expected the chain of the other session to fit.");

        // The user who comes again is somebody else.
        var again = await As(guard, "ada").OpenAsync(new SessionKey("case", Ada), Options(context));
        Check.That((await ReadAsync(context, again.Key))[0].Actor != ada, "Expected another pseudonym.");
    }

    private static async Task The_pseudonym_of_a_user_with_a_kept_session_stays(StoreCaseContext context)
    {
        var session = await OpenAsync(context, "case", "ada");
        await session.AddAsync(new ChatMessage(ChatRole.User, "hello"));
        await context.Store.Require<IRetention>().HoldAsync(session.Key, new LegalHold("case 17", "Requested by the court", context.Clock.GetUtcNow()));
        var before = await ReadAsync(context, session.Key);

        var report = await context.Store.EraseUserAsync(Ada);

        Check.Equal((1, 0L), (report.Kept.Count, report.StateKeys), "what was kept, and removed");
        Check.Sequence(before, await ReadAsync(context, session.Key), "the audit of the kept session");
        Check.Equal(Ada, await context.Store.FindAuditActorAsync(before[0].Actor), "who the pseudonym is");
    }

    private static async Task An_erasure_that_was_cut_off_anywhere_leaves_no_name(StoreCaseContext context)
    {
        for (var calls = 1; calls < 40; calls++)
        {
            var session = await OpenAsync(context, "case", "ada");
            await session.State.SetAsync("language", "en", Scope.User);
            var ada = (await ReadAsync(context, session.Key))[0].Actor;
            var isCutOff = false;
            try
            {
                await new CutOffStore(context.Store, calls).EraseUserAsync(Ada);
            }
            catch (OperationCanceledException)
            {
                isCutOff = true;
            }

            await context.Store.EraseUserAsync(Ada);

            Check.Equal(null, await context.Store.FindAuditActorAsync(ada), $"who the pseudonym is when an erasure was cut off at its call {calls}");
            Check.Equal(0, (await context.Store.Require<IOwnerState>().ReadChangesAsync(Ada, StateVersion.None)).Count, $"what is left of the state when an erasure was cut off at its call {calls}");
            if (!isCutOff)
                return;
        }
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

    private static async Task The_trail_is_written_by_nobody_else(StoreCaseContext context)
    {
        await OpenAsync(context, "case", "ada");
        var store = As(Guard(context), "root", "administrator");
        SessionKey? key = null;
        await foreach (var trail in context.Store.ListSessionsAsync(new SessionOwner(app: "colloquy.audit")))
            key = trail.Key;

        var session = (await store.FindAsync(key!))!;
        await Check.Throws<SessionAccessException>(() => session.AddAsync(new ChatMessage(ChatRole.User, "forged")), "a message in a trail");
        await Check.Throws<SessionAccessException>(() => session.DeleteAsync(), "the deletion of a trail");
        await Check.Throws<SessionAccessException>(() => session.Retention.SetAsync(new RetentionPolicy { Ttl = TimeSpan.FromSeconds(1), AutoPrune = true }), "a policy for a trail");
        await Check.Throws<SessionAccessException>(() => store.Require<IOwnerCopy>().RestoreStateAsync(new SessionOwner("p0", "colloquy.audit"), []).AsTask(), "the state of a pseudonym");
        await Check.Throws<InvalidKeyException>(() => context.Store.OpenAsync(new SessionKey("mine", app: "colloquy.audit")), "a session in the application of the audit");
    }

    private static async Task A_pseudonym_is_read_and_written_by_nobody(StoreCaseContext context)
    {
        var session = await OpenAsync(context, "case", "ada");
        await session.AddAsync(new ChatMessage(ChatRole.User, "hello"));
        var before = await ReadAsync(context, session.Key);
        var stored = (await context.Store.Require<IOwnerState>().FindAsync(Ada, "colloquy.audit")).Stored!;
        foreach (var store in new[] { As(Guard(context), "ada"), As(Guard(context), "root", "administrator") })
        {
            var states = store.Require<IOwnerState>();
            foreach (var owner in new[] { Ada, new SessionOwner(app: "desk") })
                await Check.Throws<SessionAccessException>(() => states.PutAsync(new StatePut { Owner = owner, Key = "colloquy.audit", Expected = owner == Ada ? stored.Version : StateVersion.None }).AsTask(), "a write of a pseudonym");
            Check.Equal(null, (await states.FindAsync(Ada, "colloquy.audit")).Stored, "the pseudonym by its key");
            Check.That((await states.ListAsync(Ada)).All(found => found.Key != "colloquy.audit"), "Expected the pseudonym not to be listed.");
        }

        Check.Sequence(before, (await ReadAsync(context, session.Key)).Take(before.Count), "the audit");
    }

    private static async Task A_commit_that_says_another_name_is_recorded_under_the_own(StoreCaseContext context)
    {
        var carla = await OpenAsync(context, "case", "carla", "administrator");
        await carla.AddAsync(new ChatMessage(ChatRole.User, "by carla"));
        var name = (await ReadAsync(context, carla.Key))[^1].Actor;
        var view = As(Guard(context), "ada");
        var forging = new SessionUnderTest(view, carla.Key, context.Clock);

        await forging.CommitAsync(await forging.DraftAsync(new AuditBody(AuditAction.Pruned.Value)) is var draft ? draft with { Entries = [Signed(await context.Store.GetAsync(carla.Key), draft.Entries[0], name)] } : null!);
        var lease = await forging.TakeLeaseAsync();
        await forging.CommitAsync(await forging.DraftAsync(new LifecycleBody(Closed: false)) with { Lease = lease });

        var ada = await context.Store.ReadAuditAsync(carla.Key).Where(record => record.IsInTrail && record.Action == AuditAction.Wrote).ToListAsync();
        Check.Equal(2, ada.Count, "the number of records in the trail");
        Check.That(ada.All(record => record.Actor != name), "Expected the records under the own name.");

        static Entry Signed(SessionRecord? record, Entry entry, string author) => entry with { Author = author, Chain = EntryHash.OfChain(record!.Chain, entry with { Author = author }) };
    }

    private static async Task A_document_that_is_restored_hides_nothing(StoreCaseContext context)
    {
        var session = await OpenAsync(context, "case", "ada");
        await session.AddAsync(new ChatMessage(ChatRole.User, "hello"));
        using var document = new MemoryStream();
        await session.Documents.ExportAsync(document);
        await (await OpenAsync(context, "case", "carla", "administrator")).CloseAsync();
        await session.DeleteAsync();

        document.Position = 0;
        await As(Guard(context), "ada").ImportAsync(document);

        var actions = (await ReadAsync(context, session.Key)).Where(record => record.Action != AuditAction.Read && record.Action != AuditAction.Opened).Select(record => record.Action.Value).ToList();
        Check.Sequence(["wrote", "exported", "closed", "deleted", "restored", "restored"], actions, "the records after an older document was restored");
        await Check.Throws<SessionAccessException>(
            async () =>
            {
                await context.Store.Require<IRetention>().SetRetentionAsync(session.Key, Policy);
                using var immutable = new MemoryStream();
                await (await context.Store.FindAsync(session.Key))!.Documents.ExportAsync(immutable);
                immutable.Position = 0;
                await As(Guard(context), "ada").ImportAsync(immutable, new ImportOptions { Key = new SessionKey("other", Ada) });
            },
            "a document with a policy, imported by who may set none");
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

    private static async Task Who_erases_the_own_data_leaves_no_name(StoreCaseContext context)
    {
        var guard = Guard(context);
        var view = As(guard, "ada", "administrator");
        await (await view.OpenAsync(new SessionKey("case", Ada), Options(context))).AddAsync(new ChatMessage(ChatRole.User, "hello"));
        var name = (await ReadAsync(context, new SessionKey("case", Ada)))[0].Actor;

        await view.EraseUserAsync(Ada);

        Check.Equal(null, await context.Store.FindAuditActorAsync(name), "who the pseudonym is");
        Check.Equal(0, (await context.Store.Require<IOwnerState>().ReadChangesAsync(Ada, StateVersion.None)).Count, "what is left of the state");
        Check.Equal(1, await context.Store.ReadAdministrationAuditAsync().CountAsync(), "the number of records of the erasure");
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
