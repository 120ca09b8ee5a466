using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Colloquy.Import;

/// <summary>Maps messages of Agent Framework, which are those of Microsoft.Extensions.AI: they are read as the log reads its own.</summary>
internal static class AgentFrameworkMapper
{
    public static ImportedItem Map(JsonElement message, string file, string place)
    {
        var read = Read(message, file, place);
        var notes = new ItemNotes(place);
        for (var i = 0; i < read.Contents.Count; i++)
        {
            if (read.Contents[i] is UnknownContent unknown)
                notes.Add(ImportNoteKind.KeptRaw, $".contents[{i}]", $"holds content of type '{unknown.StoredName}', which is kept as it is and not shown to models");
        }

        // Streams leave what a call used among the contents of its answer.
        UsageDetails? usage = null;
        foreach (var used in read.Contents.OfType<UsageContent>().ToList())
        {
            (usage ??= new UsageDetails()).Add(used.Details);
            read.Contents.Remove(used);
        }

        return new ImportedItem { Message = read, Place = place, Notes = notes.Take(), Call = usage is null ? null : new ImportedCall { Usage = usage } };
    }

    private static ChatMessage Read(JsonElement message, string file, string place)
    {
        try
        {
            if (message.Text("role") is not null)
                return MessageCodec.Read(Encoding.UTF8.GetBytes($$"""{"message":{{message.GetRawText()}}}""")).Message;
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or ArgumentException or NotSupportedException)
        {
            throw new ImportException(ImportFailure.Malformed, file, place, $"is not a message ({e.Message.Split(" Path:", 2)[0].TrimEnd('.')})", e);
        }

        throw new ImportException(ImportFailure.Malformed, file, place, "is not a message: it has no role");
    }
}
