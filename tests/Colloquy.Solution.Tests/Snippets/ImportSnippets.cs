using Colloquy.Import;
using Xunit;

namespace Colloquy.Solution.Tests.Snippets;

[Collection(nameof(WorkingFolder))]
public sealed class ImportSnippets
{
    [Fact]
    public async Task A_file_is_imported()
    {
        var folder = Directory.CreateTempSubdirectory("colloquy-import-");
        using var inside = new WorkingFolder(folder);
        var store = new InMemorySessionStore();
        await File.WriteAllTextAsync("history.json", """[{"role": "user", "content": "Hello"}, {"role": "assistant", "content": "Good morning."}]""");

        // snippet: import-file
        var source = await ConversationSource.OpenAsync("history.json");                // the format is found by the content
        var import = new ConversationImport(store, new ConversationImportOptions { User = "ada" });

        var report = await import.RunAsync(source);
        Console.WriteLine($"{report.Imported} new conversations, {report.Messages} messages");
        foreach (var note in report.Notes)
            Console.WriteLine(note);                                                    // what could not be imported as it is, with its place

        // snippet: end
        Assert.Equal((1, 2, 0), (report.Imported, report.Messages, report.NoteCount));
        Assert.NotNull(await store.FindAsync(new SessionKey("history", "ada")));
    }

    [Fact]
    public async Task Keys_are_chosen()
    {
        // snippet: import-keys
        var options = new ConversationImportOptions
        {
            ChooseKey = conversation => conversation.Id.Split(':', 2) is [var user, var id]
                ? new SessionKey(id, user)                                              // the ids were like ada:case-17
                : new SessionKey(conversation.Id),
        };

        // snippet: end
        var (store, file) = (new InMemorySessionStore(), Path.GetTempFileName());
        await File.WriteAllTextAsync(file, """{"id": "ada:case-17", "messages": [{"role": "user", "content": "Hello"}]}""");
        await new ConversationImport(store, options).RunAsync(await ConversationSource.OpenAsync(file));
        File.Delete(file);
        Assert.NotNull(await store.FindAsync(new SessionKey("case-17", "ada")));
    }
}
