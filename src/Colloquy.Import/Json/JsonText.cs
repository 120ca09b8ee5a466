using System.Text.Json;
using System.Text.Unicode;

namespace Colloquy.Import;

/// <summary>Reads JSON that stands in a column of a database.</summary>
internal static class JsonText
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 512, AllowDuplicateProperties = false };

    /// <summary>Reads a value.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="file">The file, for the error.</param>
    /// <param name="place">The table and row.</param>
    /// <param name="notes">Takes a note when a text had to be changed.</param>
    /// <exception cref="ImportException">The bytes are no JSON in UTF-8.</exception>
    public static JsonElement Read(ReadOnlySpan<byte> bytes, string file, string place, ItemNotes notes)
    {
        if (!Utf8.IsValid(bytes))
            throw new ImportException(ImportFailure.Malformed, file, place, "holds bytes that are not UTF-8");

        JsonElement value;
        try
        {
            value = JsonElement.Parse(bytes, Options);
        }
        catch (JsonException e)
        {
            throw new ImportException(ImportFailure.Malformed, file, place, $"is not well-formed JSON ({e.Message.Split(" LineNumber:", 2)[0].TrimEnd('.')})", e);
        }

        var changes = StoredOtherwise.No;
        value = StorableJson.Of(value, ref changes);
        if (changes != StoredOtherwise.No)
            notes.Add(ImportNoteKind.Changed, "", "holds lone surrogates, which are replaced by U+FFFD");
        return value;
    }
}
