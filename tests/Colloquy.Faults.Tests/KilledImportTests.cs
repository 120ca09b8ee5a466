using System.Text;
using Colloquy.Sqlite;
using Microsoft.Extensions.AI;

namespace Colloquy.Faults.Tests;

/// <summary>Imports are killed on the way; the session is there as a whole, or not at all.</summary>
[Fault(FaultAttribute.Sqlite, "a process is killed in an import")]
public sealed class KilledImportTests : IDisposable
{
    private const int Messages = 1_500;

    private readonly TempFolder _folder = new();

    [Theory]
    [InlineData("before a restoration", false)]
    [InlineData("within a restoration", false)]
    [InlineData("after a restoration", true)]
    public async Task An_import_that_is_killed_shows_nothing_or_all_and_another_try_has_it_all(string point, bool isThere)
    {
        var document = await MakeDocumentAsync();
        await using (var worker = WorkerProcess.Start("import", _folder.File(), document, point))
        {
            await worker.GoAsync();
            Assert.DoesNotContain("imported", await worker.HearAllAsync());
        }

        await using var store = await SqliteSessionStore.OpenAsync(_folder.File(), Stores.Patient(new AheadTime(TimeSpan.FromHours(1))));
        var found = await store.FindAsync(Stores.Key);
        Assert.Equal(isThere, found is not null);
        Assert.Equal(isThere ? Messages + 1 : 0, found is null ? 0 : (await found.GetItemsAsync()).Count);
        Assert.Equal(isThere ? 1 : 0, await store.ListSessionsAsync(Stores.Key.Owner).CountAsync());

        await using (var stream = File.OpenRead(document))
        {
            if (isThere)
                await Assert.ThrowsAsync<SessionExistsException>(() => store.ImportAsync(stream));
            else
                await store.ImportAsync(stream);
        }

        var session = (await store.FindAsync(Stores.Key))!;
        Assert.Equal((Messages + 1, "Long", 0), ((await session.GetItemsAsync()).Count, session.Record.Details.Title, session.Record.Details.Metadata.Count));
        Assert.Equal(["hiring", "main"], (await session.Branches.ListAsync()).Select(branch => branch.Name));
        Assert.Equal(3, (await store.GetBranchesAsync(Stores.Key)).Count);
        await LogCheck.ReadAsync(store, Stores.Key);
        using var again = new MemoryStream();
        await session.Documents.ExportAsync(again);
        Assert.Equal((await File.ReadAllLinesAsync(document))[1..^1], Encoding.UTF8.GetString(again.ToArray()).TrimEnd('\n').Split('\n')[1..^1]);
        FaultTries.Note(tries: 1);
    }

    public void Dispose() => _folder.Dispose();

    private async Task<string> MakeDocumentAsync()
    {
        await using var store = new InMemorySessionStore();
        var session = await store.OpenAsync(Stores.Key);
        await session.AddAsync(Enumerable.Range(0, Messages).Select(number => new ChatMessage(ChatRole.User, $"message {number}")));
        await session.Branches.ForkAsync("hiring");
        await session.Branches.ForkAsync("gone");
        await session.Branches.DeleteAsync("gone");
        await session.AddAsync(new ChatMessage(ChatRole.Assistant, "The end."));
        await session.SetTitleAsync("Long");
        var path = _folder.File() + ".jsonl";
        await using var document = File.Create(path);
        await session.Documents.ExportAsync(document);
        return path;
    }
}
