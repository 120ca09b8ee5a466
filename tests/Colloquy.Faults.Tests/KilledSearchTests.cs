using Colloquy.Sqlite;
using Microsoft.Extensions.AI;

namespace Colloquy.Faults.Tests;

/// <summary>Processes bring the search index up to date, at once or until they are killed.</summary>
public sealed class KilledSearchTests : IDisposable
{
    private const int Messages = 20_000;
    private const int Odd = 1_500;

    private readonly TempFolder _folder = new();

    [Fact]
    [Fault(FaultAttribute.Sqlite, "a process is killed while it updates the search index")]
    public async Task A_search_that_is_killed_is_gone_on_with_by_the_next()
    {
        await FillAsync();
        await using (var worker = WorkerProcess.Start("search", _folder.File(), "odd"))
        {
            await worker.GoAsync();
            Assert.StartsWith("indexed ", await worker.HearAsync(), StringComparison.Ordinal);
            worker.Kill();
        }

        LogCheck.CheckFile(_folder.File());
        await EnsureFoundAsync();
        FaultTries.Note(tries: 1);
    }

    [Fact]
    [Fault(FaultAttribute.None, "")]
    public async Task Two_processes_that_bring_the_index_up_to_date_at_once_do_each_other_no_harm()
    {
        await FillAsync();
        await using var first = WorkerProcess.Start("search", _folder.File(), "odd");
        await using var second = WorkerProcess.Start("search", _folder.File(), "odd");
        await Task.WhenAll(first.GoAsync(), second.GoAsync());

        Assert.Equal($"found {Odd}", (await first.HearAllAsync())[^1]);
        Assert.Equal($"found {Odd}", (await second.HearAllAsync())[^1]);
        await EnsureFoundAsync();
    }

    public void Dispose() => _folder.Dispose();

    private async Task FillAsync()
    {
        await using var store = await SqliteSessionStore.OpenAsync(_folder.File(), Stores.Patient());
        var writer = new EntryWriter(await store.CreateAsync(Stores.Key));
        for (var i = 0; i < Messages; i++)
            writer.Append(new MessageBody(new ChatMessage(ChatRole.User, i < Odd ? $"odd {i}" : $"even {i}")));
        await store.CommitAsync(Stores.Key, writer.TakeCommit(CommitId.New()));
    }

    private async Task EnsureFoundAsync()
    {
        await using var store = await SqliteSessionStore.OpenAsync(_folder.File(), Stores.Patient());
        Assert.Equal(Odd, (await store.SearchAsync("odd", Stores.Key.Owner)).Total);
        Assert.Equal(new Position(Messages), Assert.Single((await store.SearchAsync($"even {Messages - 1}", Stores.Key.Owner)).Hits).Position);
        Assert.Equal(0, await store.CountLagAsync(SessionSelection.All));
    }
}
