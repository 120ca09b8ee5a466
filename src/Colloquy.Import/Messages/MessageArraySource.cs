using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Colloquy.Import;

/// <summary>Reads arrays of messages: one conversation as an array or as lines, or several as arrays or objects with <c>messages</c>.</summary>
internal sealed class MessageArraySource(ImportFormat format, string path, string? id) : ConversationSource(format, path)
{
    private static readonly string[] IdNames = ["id", "conversation_id", "thread_id", "session_id"];

    private readonly JsonItems _items = new(path);
    private readonly string _name = id ?? Path.GetFileNameWithoutExtension(path);

    public override ImportProgress Progress => _items.Progress;

    public override async IAsyncEnumerable<ImportedConversation> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await using var items = _items.ReadAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        var reading = new JsonReading(items) { IsThere = await items.MoveNextAsync().ConfigureAwait(false) };
        for (var number = 1; reading.IsThere; number++)
        {
            var first = items.Current;
            if (IsMessage(first.Value))
            {
                if (number > 1 && first.Element < 0)
                    throw new ImportException(ImportFailure.Malformed, Location, first.Place, "is a message, where the file has whole conversations before it");

                yield return new ImportedConversation { Id = NameOf(number), Place = first.Place, Branches = [new ImportedBranch { Items = ReadMessagesAsync(reading, cancellationToken) }] };
            }
            else
            {
                yield return ToConversation(first, number);
                reading.IsThere = await items.MoveNextAsync().ConfigureAwait(false);
            }
        }
    }

    internal static bool IsMessage(JsonElement value) => value.ValueKind == JsonValueKind.Object && value.Text("role") is not null;

    internal static bool HasMessages(JsonElement value) => value.IsArray("messages", out _);

    /// <summary>Reads messages up to the end of their array, or of the lines.</summary>
    private async IAsyncEnumerable<ImportedItem> ReadMessagesAsync(JsonReading reading, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var mapper = new MessageMapper(Location);
        var first = reading.Items.Current;
        while (reading.IsThere && reading.Items.Current is var item && JsonReading.AreTogether(first, item))
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var mapped in mapper.Map(item.Value, item.Place, item.Notes))
                yield return mapped;
            reading.IsThere = await reading.Items.MoveNextAsync().ConfigureAwait(false);
        }
    }

    /// <summary>The first conversation has the name of the file, and the others numbers behind it: those of a file that grows keep theirs.</summary>
    private string NameOf(int number) => number == 1 ? _name : string.Create(CultureInfo.InvariantCulture, $"{_name}-{number}");

    private ImportedConversation ToConversation(JsonItem item, int number)
    {
        var isArray = item.Value.ValueKind == JsonValueKind.Array;
        if (!isArray && !HasMessages(item.Value))
            throw new ImportException(ImportFailure.Malformed, Location, item.Place, "is neither a message with a role nor a conversation with messages");

        var messages = isArray ? item.Value : item.Value.GetProperty("messages");
        var own = isArray ? null : IdNames.Select(name => item.Value.Text(name)).FirstOrDefault(found => !string.IsNullOrEmpty(found));
        return new ImportedConversation
        {
            Id = own ?? NameOf(number),
            Place = item.Place,
            Title = isArray ? null : item.Value.Text("title"),
            CreatedAt = isArray ? null : item.Value.Time("created_at"),
            Metadata = isArray ? new Dictionary<string, string>() : MetadataOf(item.Value),
            Branches = [new ImportedBranch { Items = Map(item, messages, isArray ? "" : ".messages").ToAsyncEnumerable() }],
            Notes = item.Notes,
        };
    }

    private IEnumerable<ImportedItem> Map(JsonItem item, JsonElement messages, string path)
    {
        var mapper = new MessageMapper(Location);
        if (item.Value.TryGet("system", out var system))
        {
            var notes = new ItemNotes(item.Place);
            yield return new ImportedItem { Place = $"{item.Place}.system", Message = new ChatMessage(ChatRole.System, PartMapper.MapAll(system, notes, ".system")), Notes = notes.Take() };
        }

        var i = 0;
        foreach (var message in messages.EnumerateArray())
        {
            foreach (var mapped in mapper.Map(message, string.Create(CultureInfo.InvariantCulture, $"{item.Place}{path}[{i}]")))
                yield return mapped;
            i++;
        }
    }

    /// <summary>The fields beside the messages: those of a request, such as its model and tools, or those of an application.</summary>
    private static Dictionary<string, string> MetadataOf(JsonElement conversation)
    {
        var metadata = new Dictionary<string, string>();
        foreach (var property in conversation.EnumerateObject())
        {
            if (property.Name is "messages" or "system" or "title" or "created_at" || IdNames.Contains(property.Name) || property.Value.SaysNothing())
                continue;
            metadata[property.Name] = property.Value.ValueKind == JsonValueKind.String ? property.Value.GetString()! : property.Value.GetRawText();
        }

        return metadata;
    }
}
