using Microsoft.Extensions.AI;

namespace Colloquy.Storage.Conformance;

/// <summary>A log that was changed, cut off or written anew is found, and the first entry that does not fit is named.</summary>
public sealed class VerificationSuite : StoreSuite
{
    private static readonly EcdsaHeadSigner Key = EcdsaHeadSigner.Create();

    private static readonly (string Name, Func<Entry, Entry> Change)[] Alterations =
    [
        ("another payload", entry => entry with { Payload = Flip(entry.Payload) }),
        ("another salt", entry => entry with { Salt = Flip(entry.Salt) }),
        ("no payload", entry => entry with { Payload = default, Salt = default }),
        ("another payload with its hash", entry => Hashed(entry with { Payload = Flip(entry.Payload) })),
        ("another hash", entry => entry with { PayloadHash = Digest.Of("other"u8) }),
        ("another chain", entry => entry with { Chain = Digest.Of("other"u8) }),
        ("another time", entry => entry with { At = entry.At.AddMilliseconds(1) }),
        ("another kind", entry => entry with { Kind = new EntryKind(entry.Kind.Value + "x") }),
        ("another subject", entry => entry with { Subject = entry.Subject + "x" }),
        ("another author", entry => entry with { Author = entry.Author + "x" }),
        ("another turn", entry => entry with { TurnStart = entry.TurnStart.Next }),
        ("another segment", entry => entry with { Segment = entry.Segment.Next }),
        ("another parent", entry => entry with { Parent = entry.Parent.Next }),
    ];

    /// <inheritdoc />
    public override IReadOnlyList<StoreCase> Cases =>
    [
        Case(A_session_that_nobody_changed_is_intact),
        Case(A_pruned_session_is_intact_and_a_payload_that_was_removed_otherwise_is_found, StoreTraits.Retention),
        Case(Every_alteration_of_every_entry_is_found_at_its_place),
        Case(Entries_that_are_missing_added_swapped_or_repeated_are_found),
        Case(A_log_that_was_written_anew_is_found_by_its_signatures),
        Case(A_log_that_was_cut_off_is_found_by_a_head_that_was_kept),
        Case(A_log_that_was_cut_off_is_found_by_what_the_store_has_beside_it, StoreTraits.Usage),
        Case(A_signature_of_another_key_proves_nothing),
        Case(All_sessions_are_verified_one_after_another, StoreTraits.Directory),
        Case(A_document_carries_its_proof),
    ];

    private static async Task A_session_that_nobody_changed_is_intact(StoreCaseContext context)
    {
        var (session, log) = await MakeAsync(context);

        var verified = await session.VerifyAsync(new VerifyOptions { Keys = [Key], RequiresSignature = true });

        Check.Equal(null, verified.Failure, "what does not fit");
        Check.Equal(((long)log.Count, 0L, log[^1].Chain), (verified.Entries, verified.Pruned, verified.Chain), "entries, pruned entries and chain");
        Check.Equal(log.Count(entry => entry.Kind == EntryKind.Signature), verified.Signatures, "the number of signatures");
        Check.That(verified.Signatures > 0, "Expected the ends of turns to be signed.");
        Check.Equal(log.Last(entry => entry.Kind == EntryKind.Signature).Position.Previous, verified.SignedUpTo, "the last signed position");
    }

    private static async Task A_pruned_session_is_intact_and_a_payload_that_was_removed_otherwise_is_found(StoreCaseContext context)
    {
        var (session, _) = await MakeAsync(context);
        await session.Retention.PruneAsync(PruneStrategy.KeepLast(1));
        var log = await LogAsync(context, session);
        Check.That(log.Any(entry => entry.IsPruned), "Expected something to be pruned.");

        var verified = await session.VerifyAsync(new VerifyOptions { Keys = [Key] });

        Check.Equal(null, verified.Failure, "what does not fit in a pruned session");
        Check.Equal((long)log.Count(entry => entry.IsPruned), verified.Pruned, "the number of pruned entries");
        foreach (var entry in log.Where(entry => !entry.IsPruned && entry.Kind != EntryKind.Prune && entry.Kind != EntryKind.Signature))
            await EnsureFoundAsync(context, session, [.. log.Select(one => one == entry ? one with { Payload = default, Salt = default } : one)], null, "a payload that is missing");
    }

    private static async Task Every_alteration_of_every_entry_is_found_at_its_place(StoreCaseContext context)
    {
        var (session, log) = await MakeAsync(context);
        foreach (var entry in log)
        {
            foreach (var (name, change) in Alterations)
                await EnsureFoundAsync(context, session, [.. log.Select(one => one == entry ? change(one) : one)], entry.Position, $"{name} of the {entry.Kind} entry at {entry.Position}");
        }
    }

    private static async Task Entries_that_are_missing_added_swapped_or_repeated_are_found(StoreCaseContext context)
    {
        var (session, log) = await MakeAsync(context);
        for (var i = 0; i < log.Count; i++)
        {
            var at = new Position(i + 1);
            await EnsureFoundAsync(context, session, [.. log.Take(i), .. log.Skip(i + 1)], at, $"the entry at {at} missing");
            await EnsureFoundAsync(context, session, [.. log.Take(i), .. log.Skip(i + 1).Select(entry => entry with { Position = entry.Position.Previous })], at, $"the entry at {at} missing, and those after it moved up");
            await EnsureFoundAsync(context, session, [.. log.Take(i), log[i], log[i] with { Position = at.Next }, .. log.Skip(i + 1).Select(entry => entry with { Position = entry.Position.Next })], at.Next, $"the entry at {at} twice");
            await EnsureFoundAsync(context, session, [.. log.Take(i)], at, $"the log cut off before {at}");
            if (i + 1 < log.Count)
                await EnsureFoundAsync(context, session, [.. log.Take(i), log[i + 1] with { Position = at }, log[i] with { Position = at.Next }, .. log.Skip(i + 2)], at, $"the entries at {at} and after it swapped");
        }
    }

    private static async Task A_log_that_was_written_anew_is_found_by_its_signatures(StoreCaseContext context)
    {
        var (session, log) = await MakeAsync(context);
        foreach (var entry in log.Where(entry => entry.Kind == EntryKind.Message))
        {
            var (anew, record) = Rechained(session, [.. log.Select(one => one == entry ? Hashed(one with { Payload = Flip(one.Payload) }) : one)]);
            var stripped = Rechained(session, Renumbered(anew.Where(one => one.Kind != EntryKind.Signature || one.Position < entry.Position)));
            var signedUpTo = log.LastOrDefault(one => one.Kind == EntryKind.Signature && one.Position < entry.Position)?.Position.Previous ?? default;

            var without = await VerifyAsync(context, session, anew, record, new VerifyOptions());
            var with = await VerifyAsync(context, session, anew, record, new VerifyOptions { Keys = [Key] });
            var required = await VerifyAsync(context, session, stripped.Log, stripped.Record, new VerifyOptions { Keys = [Key], RequiresSignature = true });

            if (log.Any(one => one.Kind == EntryKind.Signature && one.Position > entry.Position))
            {
                Check.That(!with.IsIntact, $"Expected a log that was written anew from {entry.Position} on to be found by its signatures.");
                Check.That(!without.IsIntact, $"Expected a signature over something else than what comes before it to be found without its key.");
                Check.That(!required.IsIntact, $"Expected a log that was written anew from {entry.Position} on, without signatures, to be found.");
            }

            Check.Equal(signedUpTo, required.SignedUpTo, $"the last signed position of a log that was written anew from {entry.Position} on");
        }
    }

    private static async Task A_log_that_was_cut_off_is_found_by_a_head_that_was_kept(StoreCaseContext context)
    {
        var (session, log) = await MakeAsync(context);
        var head = await session.SignHeadAsync(Key);
        for (var count = 1; count < log.Count; count++)
        {
            var (cut, record) = Rechained(session, [.. log.Take(count)]);

            var found = await VerifyAsync(context, session, cut, record, new VerifyOptions { Keys = [Key], KnownHeads = [head] });

            Check.Equal(head.Position, found.Failure?.Position, $"the place of the failure of a log that was cut off after {count}");
        }

        var whole = await session.VerifyAsync(new VerifyOptions { Keys = [Key], KnownHeads = [head] });
        Check.Equal(null, whole.Failure, "what does not fit in the whole log");
        Check.Equal(head.Position, whole.SignedUpTo, "the last signed position, with the head that was kept");
        var forged = head with { Signature = Flip(head.Signature) };
        Check.Equal(head.Position, (await session.VerifyAsync(new VerifyOptions { Keys = [Key], KnownHeads = [forged] })).Failure?.Position, "the place of the failure with a forged head");
        Check.That(!(await session.VerifyAsync(new VerifyOptions { KnownHeads = [head] })).IsIntact, "Expected a known head without its key to prove nothing.");
    }

    private static async Task A_log_that_was_cut_off_is_found_by_what_the_store_has_beside_it(StoreCaseContext context)
    {
        var (session, log) = await MakeAsync(context);
        var call = log.Last(entry => entry.Kind == EntryKind.ModelCall).Position;
        var (cut, record) = Rechained(session, [.. log.TakeWhile(entry => entry.Position < call)]);

        var found = await new TamperedStore(context.Store, session.Key, cut, record, leavesRest: true).FindAsync(session.Key);

        Check.That(!(await found!.VerifyAsync()).IsIntact, "Expected a log that was cut off to be found by its branches or its usage.");
    }

    private static async Task A_signature_of_another_key_proves_nothing(StoreCaseContext context)
    {
        var (session, log) = await MakeAsync(context);
        using var other = EcdsaHeadSigner.Create();
        using var same = EcdsaHeadSigner.FromPem(other.ExportPublicKeyPem(), Key.KeyId);

        var unknown = await session.VerifyAsync(new VerifyOptions { Keys = [other] });
        var required = await session.VerifyAsync(new VerifyOptions { Keys = [other], RequiresSignature = true });
        var claimed = await session.VerifyAsync(new VerifyOptions { Keys = [same] });

        Check.Equal((true, 0, Position.Start), (unknown.IsIntact, unknown.Signatures, unknown.SignedUpTo), "what another key proves");
        Check.Sequence([Key.KeyId], unknown.UnknownKeys, "the keys that are not known");
        Check.Equal(false, required.IsIntact, "whether a required signature of another key counts");
        Check.Equal(log.First(entry => entry.Kind == EntryKind.Signature).Position, claimed.Failure?.Position, "the place of the first signature of another key with the same id");
    }

    private static async Task All_sessions_are_verified_one_after_another(StoreCaseContext context)
    {
        var (session, _) = await MakeAsync(context);
        var other = await context.Store.OpenAsync(new SessionKey("other", "ben"));
        await other.AddAsync(new ChatMessage(ChatRole.User, "hello"));

        var all = await context.Store.VerifyAllAsync().ToListAsync();
        var some = await context.Store.VerifyAllAsync(SessionSelection.OfOwner(other.Key.Owner)).ToListAsync();

        Check.Sequence([true, true], all.Select(one => one.IsIntact), "whether the sessions are intact");
        Check.That(all.Any(one => one.Key == session.Key) && all.Any(one => one.Key == other.Key), "Expected both sessions to be verified.");
        Check.Sequence([other.Key], some.Select(one => one.Key), "the selected sessions");
    }

    private static async Task A_document_carries_its_proof(StoreCaseContext context)
    {
        var (session, log) = await MakeAsync(context);
        using var document = new MemoryStream();
        await session.Documents.ExportAsync(document);
        var bytes = document.ToArray();
        var options = new VerifyOptions { Keys = [Key], RequiresSignature = true };

        var verified = await SessionDocuments.VerifyAsync(new MemoryStream(bytes), options);

        Check.Equal((session.Key, (long)log.Count, null), (verified.Key, verified.Entries, verified.Failure), "key, entries and failure of the document");
        var first = Array.IndexOf(bytes, (byte)'\n') + 1;
        for (var i = first; i < bytes.Length - 1; i += 1 + (bytes.Length / 400))
        {
            byte[] changed = [.. bytes];
            changed[i] ^= 1;
            Check.That(!(await SessionDocuments.VerifyAsync(new MemoryStream(changed), options)).IsIntact, $"Expected a document with another byte at {i} to be found: '{(char)bytes[i]}' became '{(char)changed[i]}'.");
            Check.That(!(await SessionDocuments.VerifyAsync(new MemoryStream(bytes, 0, i), options)).IsIntact, $"Expected a document that ends after {i} of {bytes.Length} bytes to be found.");
        }
    }

    /// <summary>A session with everything in it, whose heads are signed; the setting does not outlive the case.</summary>
    private static async Task<(Session Session, IReadOnlyList<Entry> Log)> MakeAsync(StoreCaseContext context)
    {
        context.Store.SignHeads(Key);
        try
        {
            var (session, _) = await DamageSuite.MakeAsync(context);
            await new Agent(new EchoingModel()) { Tools = [EchoingModel.Look] }.RunAsync("Take the tool once more", session);
            await session.AddAsync([new ChatMessage(ChatRole.User, [new DataContent(new byte[100_000], "image/png")]), new ChatMessage(ChatRole.Assistant, "seen")]);
            return (session, await LogAsync(context, session));
        }
        finally
        {
            context.Store.SignHeads(null);
        }
    }

    private static Task<IReadOnlyList<Entry>> LogAsync(StoreCaseContext context, Session session) => new SessionUnderTest(context.Store, session.Key, context.Clock).LogAsync();

    private static async Task<SessionVerification> VerifyAsync(StoreCaseContext context, Session session, IReadOnlyList<Entry> log, SessionRecord? record, VerifyOptions options) =>
        await (await new TamperedStore(context.Store, session.Key, log, record).FindAsync(session.Key))!.VerifyAsync(options);

    private static async Task EnsureFoundAsync(StoreCaseContext context, Session session, IReadOnlyList<Entry> log, Position? at, string what)
    {
        var verified = await VerifyAsync(context, session, log, record: null, new VerifyOptions());
        Check.That(!verified.IsIntact, $"Expected {what} to be found.");
        if (at is not null)
            Check.Equal(at, verified.Failure?.Position, $"the place of {what}");
    }

    /// <summary>The log with a chain that was computed anew, and a record that fits it: what somebody without the key can do.</summary>
    private static (IReadOnlyList<Entry> Log, SessionRecord Record) Rechained(Session session, IReadOnlyList<Entry> log)
    {
        var chain = EntryHash.Seed(session.Key);
        List<Entry> anew = [];
        foreach (var entry in log)
        {
            chain = EntryHash.OfChain(chain, entry);
            anew.Add(entry with { Chain = chain });
        }

        return (anew, session.Record with { Tip = anew[^1].Position, Chain = chain, Head = anew[^1].Position });
    }

    private static IReadOnlyList<Entry> Renumbered(IEnumerable<Entry> log) => [.. log.Select((entry, index) => entry with { Position = new Position(index + 1) })];

    private static Entry Hashed(Entry entry) => entry with { PayloadHash = EntryHash.OfPayload(entry.Salt.Span, entry.Payload.Span) };

    private static ReadOnlyMemory<byte> Flip(ReadOnlyMemory<byte> bytes)
    {
        var flipped = bytes.ToArray();
        flipped[flipped.Length / 2] ^= 1;
        return flipped;
    }
}
