using Microsoft.Extensions.AI;

namespace Colloquy.Import.Tests;

/// <summary>Imports fixtures and files into a store in memory.</summary>
public abstract class ImportTest : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("colloquy-import-");

    protected ISessionStore Store { get; set; } = new InMemorySessionStore();

    protected static string Fixture(string name) => Path.Combine(AppContext.BaseDirectory, "Fixtures", name);

    /// <summary>Writes a file for the test.</summary>
    protected string Write(string name, string content) => Write(name, System.Text.Encoding.UTF8.GetBytes(content));

    protected string Write(string name, byte[] content)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllBytes(path, content);
        return path;
    }

    /// <summary>The path of a file that the test writes itself.</summary>
    protected string PathOf(string name) => Path.Combine(_folder.FullName, name);

    protected Task<ImportReport> ImportAsync(string path, ImportFormat? format = null, string? id = null, bool dryRun = false) =>
        ImportAsync(path, new ConversationImportOptions { DryRun = dryRun }, format, id);

    protected async Task<ImportReport> ImportAsync(string path, ConversationImportOptions options, ImportFormat? format = null, string? id = null) =>
        await new ConversationImport(Store, options).RunAsync(await ConversationSource.OpenAsync(path, format, id));

    /// <summary>Reads a session as lines: the role of each message and its contents.</summary>
    protected async Task<string[]> ReadAsync(string id, string? branch = null, string? user = null)
    {
        var session = await Store.FindAsync(new SessionKey(id, user)) ?? throw new InvalidOperationException($"There is no session '{id}'.");
        if (branch is not null)
            session = await session.Branches.OpenAsync(branch);
        return [.. (await session.GetItemsAsync()).Select(Describe)];
    }

    protected async Task<Session> FindAsync(string id) => await Store.FindAsync(new SessionKey(id)) ?? throw new InvalidOperationException($"There is no session '{id}'.");

    protected async Task<long> CountSessionsAsync(SessionOwner? owner = null)
    {
        long count = 0;
        await foreach (var record in Store.ListSessionsAsync(owner ?? new SessionOwner(null)))
            count += record is null ? 0 : 1;
        return count;
    }

    public void Dispose()
    {
        _folder.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    private static string NameOf(System.Text.Json.JsonElement raw)
    {
        foreach (var name in new[] { "type", "content_type", "content" })
        {
            if (raw.TryGetProperty(name, out var found))
                return found.ValueKind == System.Text.Json.JsonValueKind.Object ? NameOf(found) : found.ToString();
        }

        return raw.ToString();
    }

    protected static string Describe(SessionItem item) => $"{item.Role}: {string.Join(" | ", item.Message.Contents.Select(Describe))}";

    private static string Describe(AIContent content) => content switch
    {
        TextContent text => text.Text,
        TextReasoningContent reasoning => $"({reasoning.Text}{(reasoning.ProtectedData is { } data ? $"; {data}" : "")})",
        FunctionCallContent call => $"{call.CallId} = {call.Name}({string.Join(", ", (call.Arguments ?? new Dictionary<string, object?>()).Select(pair => $"{pair.Key}: {pair.Value}"))})",
        FunctionResultContent { Result: IEnumerable<AIContent> parts } result => $"{result.CallId} -> {string.Join(" + ", parts.Select(Describe))}",
        FunctionResultContent result => $"{result.CallId} -> {result.Result}",
        DataContent data => $"[{data.MediaType}, {data.Data.Length} bytes]",
        UriContent link => $"[{link.Uri}]",
        HostedFileContent file => $"[file {file.FileId}]",
        ErrorContent error => $"[{error.ErrorCode}: {error.Message}]",
        UnknownContent unknown => $"[kept: {NameOf(unknown.Raw)}]",
        _ => $"[{content.GetType().Name}]",
    };
}
