namespace Colloquy.Storage.Conformance;

/// <summary>Tests that a follower of a session receives what is appended to its branch, each entry once and in order, however seldom it reads and however branches change meanwhile.</summary>
/// <param name="seeds">The seeds of random sessions; new ones in every run when null.</param>
public sealed class FollowingSuite(IReadOnlyList<int>? seeds) : StoreSuite
{
    private const int Steps = 30;

    /// <summary>Creates the suite with new seeds in every run.</summary>
    public FollowingSuite()
        : this(null)
    {
    }

    /// <inheritdoc />
    public override IReadOnlyList<StoreCase> Cases =>
    [
        Case(Followers_of_a_random_session_see_each_entry_once),
        Case(Who_looks_at_the_end_sees_the_same),
        Case(Who_goes_on_after_any_entry_sees_the_rest),
    ];

    private async Task Followers_of_a_random_session_see_each_entry_once(StoreCaseContext context)
    {
        foreach (var seed in Seeds(context, 4))
        {
            var (key, recording) = (context.NewKey(), new RecordingHandle(context.Store));
            await context.Store.CreateAsync(key);
            using var end = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken);
            var woken = FollowAsync(await recording.OpenAsync(key), TimeSpan.FromMilliseconds(200), end.Token);
            var looking = FollowAsync(await (await context.OpenAnotherAsync()).OpenAsync(key), TimeSpan.FromMilliseconds(1), end.Token);
            var onMain = FollowAsync(await (await context.Store.OpenAsync(key)).Branches.OpenAsync(BranchHead.Main), TimeSpan.FromMilliseconds(3), end.Token);

            await new HistorySteps(recording, key, context.Clock, seed).RunAsync(Steps);

            await (await recording.OpenAsync(key)).CloseAsync();
            await Task.WhenAll(woken.Ended, looking.Ended, onMain.Ended);
            Check.Sequence(recording.SeenOn(null), woken.Seen, $"what a follower saw that is woken, of seed {seed}");
            Check.Sequence(recording.SeenOn(null), looking.Seen, $"what a follower saw that looks, of seed {seed}");
            Check.Sequence(recording.SeenOn(BranchHead.Main), onMain.Seen, $"what a follower of main saw, of seed {seed}");
        }
    }

    private async Task Who_looks_at_the_end_sees_the_same(StoreCaseContext context)
    {
        foreach (var seed in Seeds(context, 5))
        {
            var (key, recording) = (context.NewKey(), new RecordingHandle(context.Store));
            await new HistorySteps(recording, key, context.Clock, seed).RunAsync(Steps);
            var session = await context.Store.OpenAsync(key);

            Check.Sequence(recording.SeenOn(null), await ReadAsync(session, recording.SeenOn(null).Count, default), $"what is seen of the current branch, of seed {seed}");
            foreach (var branch in await session.Branches.ListAsync())
            {
                var inherited = branch.ForkedAt is { IsStart: false } at ? await new SessionUnderTest(context.Store, key, context.Clock).ReadWholeAsync(LogRead.Forth(at)) : [];
                Position[] expected = [.. inherited.Select(entry => entry.Position), .. recording.SeenOn(branch.Name)];
                Check.Sequence(expected, await ReadAsync(await session.Branches.OpenAsync(branch.Name), expected.Length, default), $"what is seen of {branch.Name}, of seed {seed}");
            }
        }
    }

    private async Task Who_goes_on_after_any_entry_sees_the_rest(StoreCaseContext context)
    {
        foreach (var seed in Seeds(context, 2))
        {
            var (key, recording) = (context.NewKey(), new RecordingHandle(context.Store));
            await new HistorySteps(recording, key, context.Clock, seed).RunAsync(Steps);
            var session = await context.Store.OpenAsync(key);
            var all = recording.SeenOn(null);
            for (var seen = 0; seen < all.Count; seen++)
                Check.Sequence(all.Skip(seen + 1), await ReadAsync(session, all.Count - seen - 1, all[seen]), $"what is seen after {all[seen]}, of seed {seed}");
        }
    }

    private static async Task<List<Position>> ReadAsync(Session session, int count, Position after) =>
        count == 0 ? [] : await session.FollowAsync(new FollowOptions { After = after }).Take(count).Select(entry => entry.Position).ToListAsync();

    private static (List<Position> Seen, Task Ended) FollowAsync(Session session, TimeSpan interval, CancellationToken cancellationToken)
    {
        var seen = new List<Position>();
        return (seen, Task.Run(FollowToEndAsync, cancellationToken));

        async Task FollowToEndAsync()
        {
            await foreach (var entry in session.FollowAsync(new FollowOptions { After = Position.Start, Interval = interval }, cancellationToken))
            {
                seen.Add(entry.Position);
                if (entry.Body is LifecycleBody { Closed: true })
                    return;
            }
        }
    }

    private IEnumerable<int> Seeds(StoreCaseContext context, int count) => seeds ?? context.Seeds(count);
}
