namespace Colloquy.Storage.Conformance;

/// <summary>A session does not become larger than it may, and one that is full can be ended and made smaller.</summary>
public sealed class LimitSuite : StoreSuite
{
    /// <inheritdoc />
    public override IReadOnlyList<StoreCase> Cases =>
    [
        Case(Sizes_follow_the_log),
        Case(A_commit_of_too_many_entries_is_refused),
        Case(A_commit_of_too_many_bytes_is_refused),
        Case(Content_beside_the_log_takes_room_once),
        Case(What_ends_something_is_taken_by_a_full_session),
        Case(A_commit_made_again_returns_its_receipt_though_the_session_is_full),
        Case(Writers_at_once_fill_a_session_to_its_limit_and_not_beyond),
        Case(Pruning_makes_room, StoreTraits.Retention),
    ];

    private static async Task Sizes_follow_the_log(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        await session.SayManyAsync(3);
        await session.CommitAsync(await session.DraftAsync(SessionUnderTest.Text("four")) with { Blobs = [Content(100), Content(200), Content(100)] });
        await session.CommitAsync(await session.DraftAsync(SessionUnderTest.State("a", 1)) with { Blobs = [Content(200), Content(300)] });
        await session.MoveHeadAsync(new Position(1));

        var record = await session.RecordAsync();
        var log = await session.LogAsync();
        Check.Equal((6L, log.Sum(entry => (long)entry.Payload.Length), context.SizeOutsideLog(100, 200, 300)), (record.Entries, record.Bytes, record.BytesOutsideLog), "the entries with content, the bytes of payloads and the bytes beside the log");
    }

    private static async Task A_commit_of_too_many_entries_is_refused(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        await session.CommitAsync(await session.DraftAsync(SessionUnderTest.Text("one"), SessionUnderTest.Text("two")) with { Limits = new(MaxEntries: 3) });

        var refused = await session.DraftAsync(SessionUnderTest.Text("three"), SessionUnderTest.State("a", 1)) with { Limits = new(MaxEntries: 3) };
        await session.EnsureRefusedAsync<SizeLimitException>(refused, "a commit of two entries to a session that may have one more");
        var failure = await Check.Throws<SizeLimitException>(() => session.CommitAsync(refused), "the commit again");
        Check.Equal((SizeLimit.SessionEntries, 3L, (long?)4L), (failure.Kind, failure.Limit, failure.Size), "what the refusal says");

        await session.CommitAsync(await session.DraftAsync(SessionUnderTest.Text("three")) with { Limits = new(MaxEntries: 3) });
        await session.EnsureRefusedAsync<SizeLimitException>(await session.DraftAsync(SessionUnderTest.Text("four")) with { Limits = new(MaxEntries: 3) }, "a commit to a full session");
        await session.CommitAsync(await session.DraftAsync(SessionUnderTest.Text("four")));
        Check.Equal(4L, (await session.RecordAsync()).Entries, "the entries after a commit without limits");
    }

    private static async Task A_commit_of_too_many_bytes_is_refused(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        await session.SayAsync(new string('x', 500));
        var bytes = (await session.RecordAsync()).Bytes;

        var next = await session.DraftAsync(SessionUnderTest.Text("more"));
        var size = next.CountBytes();
        await session.EnsureRefusedAsync<SizeLimitException>(next with { Limits = new(MaxBytes: bytes + size - 1) }, "a commit of one byte more than there is room for");
        await session.CommitAsync(next with { Limits = new(MaxBytes: bytes + size) });
        Check.Equal(bytes + size, (await session.RecordAsync()).Bytes, "the size of a session filled to its last byte");
    }

    private static async Task Content_beside_the_log_takes_room_once(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        await session.CommitAsync(await session.DraftAsync(SessionUnderTest.Text("one")) with { Blobs = [Content(10_000)] });

        var limits = new SessionLimits(MaxBytes: 15_000);
        await session.EnsureRefusedAsync<SizeLimitException>(await session.DraftAsync(SessionUnderTest.Text("two")) with { Blobs = [Content(10_001)], Limits = limits }, "a commit whose content beside the log is too large");
        await session.CommitAsync(await session.DraftAsync(SessionUnderTest.Text("two")) with { Blobs = [Content(10_000)], Limits = limits });
        Check.Equal(context.SizeOutsideLog(10_000), (await session.RecordAsync()).BytesOutsideLog, "the bytes beside the log after the same content came twice");
    }

    private static async Task What_ends_something_is_taken_by_a_full_session(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        await session.SayManyAsync(3);
        await session.ForkAsync("other", new Position(2));
        await session.SwitchAsync(BranchHead.Main);
        var limits = new SessionLimits(1, 1);

        var token = await session.TakeLeaseAsync();
        await session.CommitAsync(await session.DraftAsync(new TurnEndBody { Status = TurnStatus.Failed }) with { Lease = token, ReleasesLease = true, Activity = SessionActivity.Idle, Limits = limits });
        token = await session.TakeLeaseAsync();
        var head = (await session.RecordAsync()).Tip;
        var signed = await session.DraftAsync(new TurnEndBody { Status = TurnStatus.Completed }, new SignatureBody(new HeadSignature(head, Digest.Of("chain"u8), "key", "ES256", "signature"u8.ToArray())));
        await session.CommitAsync(signed with { Lease = token, ReleasesLease = true, Activity = SessionActivity.Idle, Limits = limits });
        await session.CommitAsync(await session.DraftHeadsAsync([new BranchHead(BranchHead.Main, new Position(1))]) with { Limits = limits });
        await session.CommitAsync(await session.DraftHeadsAsync([new BranchHead("third", new Position(2))]) with { Limits = limits });
        await session.CommitAsync(await session.DraftHeadsAsync([new BranchHead("other", null)]) with { Limits = limits });
        var answer = new ApprovalAnswerBody { Request = new Position(1), Decision = ApprovalDecision.Refused };
        await session.CommitAsync(await session.DraftAsync(answer) with { Limits = limits });
        await session.CommitAsync(await session.DraftAsync(answer, SessionUnderTest.State("a", 1)) with { Limits = limits });
        var writer = await session.WriterAsync();
        writer.Append(new StateBody("a") { Removed = true });
        writer.AppendBeside(new LifecycleBody(Closed: true));
        await session.CommitAsync(writer.TakeCommit(CommitId.New(context.Clock)) with { Activity = SessionActivity.Closed, Limits = limits });

        Check.Equal(SessionActivity.Closed, (await session.RecordAsync()).Activity, "what a full session does that was closed");
        await session.EnsureRefusedAsync<SizeLimitException>(await session.DraftAsync(SessionUnderTest.State("a", 1)) with { Limits = limits }, "a write of state to a full session");
        await session.EnsureRefusedAsync<SizeLimitException>(await session.DraftAsync(SessionUnderTest.Text("more"), new TurnEndBody { Status = TurnStatus.Completed }) with { Limits = limits }, "the end of a turn together with a message");
    }

    private static async Task A_commit_made_again_returns_its_receipt_though_the_session_is_full(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        var commit = await session.DraftAsync(SessionUnderTest.Text("one")) with { Limits = new(MaxEntries: 1) };
        var first = await session.CommitAsync(commit);

        Check.Equal(first with { Repeated = true }, await session.CommitAsync(commit), "the receipt of a commit that is made again");
    }

    private static async Task Writers_at_once_fill_a_session_to_its_limit_and_not_beyond(StoreCaseContext context)
    {
        const int Writers = 6;
        const int Room = 20;
        var session = await context.NewSessionAsync();

        var written = await Task.WhenAll(Enumerable.Range(0, Writers).Select(async _ =>
        {
            for (var count = 0; ; count++)
            {
                try
                {
                    await WriteAsync();
                }
                catch (SizeLimitException)
                {
                    return count;
                }
            }
        }));

        Check.Equal((Room, (long)Room, (long)Room), (written.Sum(), (await session.RecordAsync()).Entries, (await session.RecordAsync()).Tip.Value), "what was written, the entries and the tip");

        async Task WriteAsync()
        {
            while (true)
            {
                try
                {
                    await session.CommitAsync(await session.DraftAsync(SessionUnderTest.Text("more")) with { Limits = new(MaxEntries: Room) });
                    return;
                }
                catch (TipConflictException)
                {
                    await Task.Yield();
                }
            }
        }
    }

    private static async Task Pruning_makes_room(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        await session.CommitAsync(await session.DraftAsync([.. Enumerable.Range(1, 10).Select(number => SessionUnderTest.Text($"message {number}"))]) with { Blobs = [Content(1000)] });
        var limits = new SessionLimits(10, 5_000);
        await session.EnsureRefusedAsync<SizeLimitException>(await session.DraftAsync(SessionUnderTest.Text("more")) with { Limits = limits }, "a commit to a full session");

        for (var times = 0; times < 2; times++)
        {
            var writer = await session.WriterAsync();
            PositionRange[] ranges = [new(new(1), new(4))];
            writer.Prune(new PruneBody { Strategy = "test", Ranges = ranges, Total = ranges, Kinds = [EntryKind.Message.Value] }, [Content(1000).Hash]);
            await session.CommitAsync(writer.TakeCommit(CommitId.New(context.Clock)) with { Limits = limits });
        }

        var record = await session.RecordAsync();
        Check.Equal((8L, 0L), (record.Entries, record.BytesOutsideLog), "the entries with content and the bytes beside the log after four of ten messages were pruned, twice");
        await session.CommitAsync(await session.DraftAsync(SessionUnderTest.Text("more")) with { Limits = limits });
    }

    private static Blob Content(int size) => Blob.Of(new byte[size]);
}
