using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Colloquy.Import;

/// <summary>Reads sessions of Microsoft Agent Framework as <c>AIAgent.SerializeSessionAsync</c> writes them: an object with a state bag, in which the history is. Several follow each other in a file of lines or in an array.</summary>
internal sealed class AgentFrameworkSource(string path, string? id) : ConversationSource(ImportFormat.AgentFramework, path)
{
    private const string History = "InMemoryChatHistoryProvider";

    private readonly JsonItems _items = new(path);
    private readonly string _name = id ?? Path.GetFileNameWithoutExtension(path);

    public override bool HasUniqueIds => true;

    public override ImportProgress Progress => _items.Progress;

    /// <summary>Whether a value is a session of Agent Framework.</summary>
    public static bool Is(JsonElement value) => value.IsObject("stateBag", out _);

    public override async IAsyncEnumerable<ImportedConversation> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var number = 0;
        await foreach (var item in _items.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            number++;
            yield return Read(item, number == 1 ? _name : string.Create(CultureInfo.InvariantCulture, $"{_name}-{number}"));
        }
    }

    private ImportedConversation Read(JsonItem item, string name)
    {
        if (!item.Value.IsObject("stateBag", out var bag))
            throw new ImportException(ImportFailure.Malformed, Location, item.Place, "is not a session of Agent Framework: it has no stateBag");

        var (notes, metadata) = (new List<ImportNote>(item.Notes), new Dictionary<string, string>());
        var history = FindHistory(bag);
        foreach (var value in bag.EnumerateObject())
        {
            if (value.Name != history?.Name && !value.Value.SaysNothing())
                metadata[$"state.{value.Name}"] = value.Value.GetRawText();
        }

        foreach (var (field, value) in Properties.Rest(item.Value, "stateBag") ?? [])
            metadata[field] = value?.ToString() ?? "";
        if (item.Value.Text("conversationId") is { } kept)
            notes.Add(new ImportNote(ImportNoteKind.LeftOut, $"{item.Place}.conversationId", $"names the conversation '{kept}', which the model's service keeps: its messages are not in the file"));
        else if (history is null)
            notes.Add(new ImportNote(ImportNoteKind.LeftOut, $"{item.Place}.stateBag", "has no history with messages"));

        return new ImportedConversation
        {
            Id = name,
            Place = item.Place,
            Metadata = metadata,
            Branches = [new ImportedBranch { Items = (history is { } found ? Map(found.Messages, $"{item.Place}.stateBag['{found.Name}'].messages") : []).ToAsyncEnumerable() }],
            Notes = notes,
        };
    }

    /// <summary>Finds the history in the bag: under the name of Agent Framework's own provider, or of another that keeps messages there.</summary>
    private static (string Name, JsonElement Messages)? FindHistory(JsonElement bag)
    {
        if (bag.IsObject(History, out var own) && own.IsArray("messages", out var messages))
            return (History, messages);

        foreach (var value in bag.EnumerateObject())
        {
            if (value.Value.IsArray("messages", out var found))
                return (value.Name, found);
        }

        return null;
    }

    private IEnumerable<ImportedItem> Map(JsonElement messages, string path)
    {
        var i = 0;
        foreach (var message in messages.EnumerateArray())
        {
            var place = string.Create(CultureInfo.InvariantCulture, $"{path}[{i++}]");
            yield return AgentFrameworkMapper.Map(message, Location, place);
        }
    }
}
