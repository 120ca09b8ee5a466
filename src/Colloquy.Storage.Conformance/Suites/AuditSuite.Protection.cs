using Microsoft.Extensions.AI;

namespace Colloquy.Storage.Conformance;

/// <content>No principal can change the audit or use another name in it, and an erased user is not found.</content>
public sealed partial class AuditSuite
{
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
}
