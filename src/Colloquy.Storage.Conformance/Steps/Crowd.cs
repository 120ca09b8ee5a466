namespace Colloquy.Storage.Conformance;

/// <summary>Many who act on a store at once, each through a handle of its own. When one fails, the others stop.</summary>
internal static class Crowd
{
    public static async Task ActAsync(StoreCaseContext context, int size, Func<int, ISessionStore, Task> act)
    {
        var stores = new List<ISessionStore>();
        for (var i = 0; i < size; i++)
            stores.Add(await context.OpenAnotherAsync());

        var missing = size;
        var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var acting = stores.Select((store, i) => Task.Run(async () =>
        {
            if (Interlocked.Decrement(ref missing) == 0)
                start.SetResult();
            await start.Task;
            await act(i, store);
        })).ToList();

        await foreach (var done in Task.WhenEach(acting))
            await done;
    }

    /// <summary>Lets others run, also when there are fewer processors than they are: <see cref="Task.Yield"/> may go on at once, on the same thread.</summary>
    public static Task LetOthersRunAsync() =>
        Task.Factory.StartNew(static () => { }, CancellationToken.None, TaskCreationOptions.PreferFairness, TaskScheduler.Default);

    /// <summary>Waits for something that others do, for a while.</summary>
    public static async Task LetOthersRunUntilAsync(Func<bool> isDone)
    {
        for (var turns = 0; turns < 2_000 && !isDone(); turns++)
            await LetOthersRunAsync();
    }

    /// <summary>Makes one commit of numbered messages, again after each conflict.</summary>
    public static async Task SayAsync(StoreCaseContext context, SessionUnderTest session, string name, int size)
    {
        var id = CommitId.New();
        while (true)
        {
            context.CancellationToken.ThrowIfCancellationRequested();
            var commit = await session.DraftAsync([.. Enumerable.Range(0, size).Select(part => SessionUnderTest.Text($"{name}/{part}/{size}"))]);
            await LetOthersRunAsync();
            try
            {
                await session.CommitAsync(commit with { Id = id });
                return;
            }
            catch (TipConflictException)
            {
                // Another was quicker: what it wrote is read, and the commit made again.
            }
        }
    }

    /// <summary>Waits in the queue for a lease, and asks again whenever it seems to be free.</summary>
    public static async Task<LeaseToken> TakeLeaseAsync(StoreCaseContext context, SessionUnderTest session, string owner, Action? onQueued = null)
    {
        long? ticket = null;
        while (true)
        {
            switch (await session.Store.LeaseAsync(session.Key, LeaseRequest.Acquire(owner, TimeSpan.FromMinutes(5), LeasePlace.Back, ticket)))
            {
                case { Outcome: LeaseOutcome.Granted, Token: { } token }: return token;
                case { Outcome: LeaseOutcome.Queued } queued:
                    ticket = queued.Ticket;
                    onQueued?.Invoke();
                    break;
            }

            do
            {
                context.CancellationToken.ThrowIfCancellationRequested();
                await LetOthersRunAsync();
            }
            while ((await session.RecordAsync()).LeasedUntil is not null);
        }
    }
}
