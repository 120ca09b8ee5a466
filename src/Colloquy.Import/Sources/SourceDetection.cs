using System.Text.Json;

namespace Colloquy.Import;

/// <summary>Finds out the format of a file from its content.</summary>
internal static class SourceDetection
{
    /// <summary>How many messages are looked at to tell OpenAI's from Anthropic's, which differ in few places.</summary>
    private const int MostMessages = 200;

    public static async Task<ConversationSource> OpenAsync(string path, ImportFormat? format, string? id, CancellationToken cancellationToken)
    {
        if (format is { } named && !ImportFormat.All.Contains(named))
            throw new ImportException(ImportFailure.UnknownFormat, path, null, $"is named to be in the format '{named}', and the formats are {string.Join(", ", ImportFormat.All)}");
        if (Directory.Exists(path))
            throw new ImportException(ImportFailure.NotOpened, path, null, "is a folder. Name a file in it");

        var found = format ?? (SourceDatabase.IsDatabase(path) ? FindInDatabase(path) : await FindAsync(path, cancellationToken).ConfigureAwait(false));
        return found switch
        {
            _ when found == ImportFormat.OpenAIAgents => new AgentsDatabaseSource(path),
            _ when found == ImportFormat.LangGraph => new LangGraphSource(path),
            _ when found == ImportFormat.ChatGpt => new ChatGptSource(path),
            _ when found == ImportFormat.SemanticKernel => new SemanticKernelSource(path, id),
            _ when found == ImportFormat.AgentFramework => new AgentFrameworkSource(path, id),
            var messages => new MessageArraySource(messages, path, id),
        };
    }

    private static ImportFormat? OfFirst(JsonElement first) => first switch
    {
        _ when ChatGptSource.Is(first) => ImportFormat.ChatGpt,
        _ when AgentFrameworkSource.Is(first) => ImportFormat.AgentFramework,
        _ when SemanticKernelSource.Is(first) => ImportFormat.SemanticKernel,
        _ => null,
    };

    private static ImportFormat FindInDatabase(string path)
    {
        using var database = SourceDatabase.Open(path);
        if (AgentsDatabaseSource.Is(database))
            return ImportFormat.OpenAIAgents;

        return LangGraphSource.Is(database)
            ? ImportFormat.LangGraph
            : throw new ImportException(ImportFailure.UnknownFormat, path, null, "is a SQLite file without the tables of a known library: agent_sessions and agent_messages, or checkpoints");
    }

    private static async Task<ImportFormat> FindAsync(string path, CancellationToken cancellationToken)
    {
        var items = new JsonItems(path);
        var (seen, isMessages) = (0, false);
        await foreach (var item in items.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (seen == 0 && OfFirst(item.Value) is { } known)
                return known;

            isMessages = isMessages || MessageArraySource.IsMessage(item.Value) || MessageArraySource.HasMessages(item.Value) || item.Value.ValueKind == JsonValueKind.Array;
            if (MessageDialect.Find(item.Value) is { } dialect)
                return dialect;
            if (++seen >= MostMessages)
                break;
        }

        return isMessages
            ? ImportFormat.ChatCompletions
            : throw new ImportException(ImportFailure.UnknownFormat, path, null, $"is in no known format. The formats are {string.Join(", ", ImportFormat.All)}; name one");
    }
}
