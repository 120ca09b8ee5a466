using System.Text;
using Colloquy.Sqlite;
using Microsoft.Extensions.AI;

namespace Colloquy.Faults.Tests;

/// <summary>Imports are killed on the way; the session is there as a whole, or is nothing yet and can be had by another try.</summary>
public sealed class KilledImportTests : IDisposable
{
    private const int Messages = 1_500;

    private readonly TempFolder _folder = new();

    // With the lease, then before and after each of five commits.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    public async Task An_import_that_is_killed_shows_nothing_and_is_gone_on_with_by_the_next(int point)
    {
        var document = await MakeDocumentAsync();
        await using (var worker = WorkerProcess.Start("import", _folder.File(), document, point))
        {
            await worker.GoAsync();
            Assert.DoesNotContain("imported", await worker.HearAllAsync());
        }

        await using var store = SqliteSessionStore.Open(_folder.File(), Stores.Patient(new AheadTime(TimeSpan.FromHours(1))));
        var half = (await store.FindAsync(Stores.Key))!;
        if (half.Record.Head.IsStart)
            Assert.Empty(await half.GetItemsAsync());
        else
            Assert.Equal(Messages + 1, (await half.GetItemsAsync()).Count);

        await using (var stream = File.OpenRead(document))
            await store.ImportAsync(stream);

        var session = (await store.FindAsync(Stores.Key))!;
        Assert.Equal((Messages + 1, "Long", 0), ((await session.GetItemsAsync()).Count, session.Record.Details.Title, session.Record.Details.Metadata.Count));
        Assert.Equal(["europe", "main"], (await session.ListBranchesAsync()).Select(branch => branch.Name));
        Assert.Equal(3, (await store.GetBranchesAsync(Stores.Key)).Count);
        await LogCheck.ReadAsync(store, Stores.Key);
        using var again = new MemoryStream();
        await session.ExportAsync(again);
        Assert.Equal((await File.ReadAllLinesAsync(document))[1..^1], Encoding.UTF8.GetString(again.ToArray()).TrimEnd('\n').Split('\n')[1..^1]);
    }

    public void Dispose() => _folder.Dispose();

    private async Task<string> MakeDocumentAsync()
    {
        await using var store = new InMemorySessionStore();
        var session = await store.OpenAsync(Stores.Key);
        await session.AddAsync(Enumerable.Range(0, Messages).Select(number => new ChatMessage(ChatRole.User, $"message {number}")));
        await session.ForkAsync("europe");
        await session.ForkAsync("gone");
        await session.DeleteBranchAsync("gone");
        await session.AddAsync(new ChatMessage(ChatRole.Assistant, "The end."));
        await session.SetTitleAsync("Long");
        var path = _folder.File() + ".jsonl";
        await using var document = File.Create(path);
        await session.ExportAsync(document);
        return path;
    }
}
