namespace Colloquy.Storage.Conformance;

/// <summary>A commit is all there once it is acknowledged: entries, heads, activity, content.</summary>
public sealed class CommitSuite : StoreSuite
{
    /// <inheritdoc />
    public override IReadOnlyList<StoreCase> Cases =>
    [
        Case(A_commit_is_read_back_as_it_was_written),
        Case(A_commit_moves_tip_chain_and_head),
        Case(A_commit_that_names_no_head_moves_none),
        Case(Every_acknowledged_commit_stays),
        Case(A_large_commit_is_kept_whole),
        Case(Activity_stays_until_a_commit_names_another),
        Case(The_time_of_the_last_commit_is_the_stores_in_whole_milliseconds),
        Case(Nothing_but_a_commit_moves_that_time),
        Case(The_record_tells_the_size_of_the_log),
        Case(Content_is_kept_once_beside_the_log),
        Case(Content_belongs_to_its_session),
    ];

    private static async Task A_commit_is_read_back_as_it_was_written(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        var commit = await session.DraftAsync(SessionUnderTest.Text("one"), SessionUnderTest.Text("two"), SessionUnderTest.State("color", 3));

        var receipt = await session.CommitAsync(commit);

        Check.Equal(new CommitReceipt(new Position(1), new Position(3), commit.Entries[2].Chain), receipt, "the receipt of a commit of three entries");
        Check.Entries(commit.Entries, await session.LogAsync(), "the log after one commit");
    }

    private static async Task A_commit_moves_tip_chain_and_head(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        await session.SayAsync("one");
        var before = await session.RecordAsync();

        var entries = await session.SayAsync("two", "three");

        var expected = before with { Tip = new Position(3), Head = new Position(3), HeadSegment = new Position(1), Chain = entries[1].Chain };
        Check.Record(expected, await session.RecordAsync(), "the record after a second commit");
    }

    private static async Task A_commit_that_names_no_head_moves_none(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        await session.SayAsync("one");
        var writer = await session.WriterAsync();
        writer.AppendBeside(new LifecycleBody(Closed: true));

        await session.CommitAsync(writer.TakeCommit(CommitId.New(context.Clock)));

        var record = await session.RecordAsync();
        Check.Equal((new Position(2), new Position(1), new Position(1)), (record.Tip, record.Head, record.HeadSegment), "tip, head and segment after an entry beside the line");
        Check.Equal(1, (await session.ReadAsync(LogRead.Back(record.Head))).Count, "the number of entries on the line");
    }

    private static async Task Every_acknowledged_commit_stays(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        var written = new List<Entry>();
        for (var i = 0; i < 60; i++)
            written.AddRange(await session.SayManyAsync(1 + (i % 4)));

        var log = await session.LogAsync();

        Check.Entries(written, log, "the log after sixty commits");
        var chain = EntryHash.Seed(session.Key);
        foreach (var entry in log)
        {
            chain = EntryHash.OfChain(chain, entry);
            Check.Equal(chain, entry.Chain, $"the chain at entry {entry.Position}, computed from what was read");
        }

        Check.Equal(chain, (await session.RecordAsync()).Chain, "the chain in the session's record");
    }

    private static async Task A_large_commit_is_kept_whole(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();

        var written = await session.SayManyAsync(2_000);

        Check.Entries(written, await session.LogAsync(), "the log after a commit of 2,000 entries");
    }

    private static async Task Activity_stays_until_a_commit_names_another(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        foreach (var activity in new[] { SessionActivity.Running, SessionActivity.Closed, SessionActivity.Idle })
        {
            await session.CommitAsync(await session.DraftAsync(SessionUnderTest.Text("turn")) with { Activity = activity });
            await session.SayAsync("more");

            Check.Equal(activity, (await session.RecordAsync()).Activity, "the activity after a commit that named it and one that named none");
        }
    }

    private static async Task The_time_of_the_last_commit_is_the_stores_in_whole_milliseconds(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        var created = context.Clock.GetUtcNow();
        context.Clock.Advance(TimeSpan.FromSeconds(5) + TimeSpan.FromTicks(12_345));

        await session.SayAsync("one");

        var record = await session.RecordAsync();
        Check.Equal(created, record.CreatedAt, "the time of creation");
        Check.Equal(created + TimeSpan.FromMilliseconds(5_001), record.UpdatedAt, "the time of the last commit, in whole milliseconds");
    }

    private static async Task The_record_tells_the_size_of_the_log(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        await session.SayAsync("one");
        var commit = await session.DraftAsync(SessionUnderTest.Text("two"), SessionUnderTest.State("color", 3));
        await session.CommitAsync(commit);
        await session.CommitAsync(commit);

        var log = await session.LogAsync();
        Check.Equal(log.Sum(entry => (long)entry.Payload.Length), (await session.RecordAsync()).Bytes, "the bytes of the payloads after two commits, one of them made twice");
    }

    private static async Task Nothing_but_a_commit_moves_that_time(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        var commit = await session.DraftAsync(SessionUnderTest.Text("one"));
        await session.CommitAsync(commit);
        var updated = (await session.RecordAsync()).UpdatedAt;
        context.Clock.Advance(TimeSpan.FromMinutes(5));

        await session.CommitAsync(commit);
        await session.Store.CreateAsync(session.Key);
        await session.Store.SetDetailsAsync(session.Key, new SessionDetails { Title = "new" });
        var token = await session.TakeLeaseAsync();
        await session.Store.LeaseAsync(session.Key, LeaseRequest.Release(token));
        await session.LogAsync();

        Check.Equal(updated, (await session.RecordAsync()).UpdatedAt, "the time of the last commit after a repeat, a title, a lease and a read");
    }

    private static async Task Content_is_kept_once_beside_the_log(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        var large = new byte[300_000];
        new Random(7).NextBytes(large);
        Blob[] blobs = [Blob.Of("instructions"u8.ToArray()), Blob.Of(large), Blob.Of(ReadOnlyMemory<byte>.Empty)];

        await session.CommitAsync(await session.DraftAsync(SessionUnderTest.Text("one")) with { Blobs = [.. blobs, blobs[0]] });
        await session.CommitAsync(await session.DraftAsync(SessionUnderTest.Text("two")) with { Blobs = [blobs[1], blobs[0] with { Bytes = "other"u8.ToArray() }] });

        foreach (var blob in blobs)
        {
            var found = await session.Store.GetBlobAsync(session.Key, blob.Hash);
            Check.That(found is not null, $"Expected the content {blob.Hash} of {blob.Bytes.Length} bytes to be kept, but there is none.");
            Check.Equal(blob.Hash, found.Hash, "the hash of content");
            Check.That(found.Bytes.Span.SequenceEqual(blob.Bytes.Span), $"Expected the first {blob.Bytes.Length} bytes that were kept under {blob.Hash}, but there are others.");
        }
    }

    private static async Task Content_belongs_to_its_session(StoreCaseContext context)
    {
        var (session, other) = (await context.NewSessionAsync(), await context.NewSessionAsync());
        var blob = Blob.Of("private"u8.ToArray());

        await session.CommitAsync(await session.DraftAsync(SessionUnderTest.Text("one")) with { Blobs = [blob] });

        Check.That(await context.Store.GetBlobAsync(other.Key, blob.Hash) is null, "Expected content of one session not to be found in another, but it is.");
        Check.That(await context.Store.GetBlobAsync(session.Key, Digest.Of("unknown"u8)) is null, "Expected null under a hash that was never kept.");
    }
}
