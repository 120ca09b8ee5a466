namespace Colloquy.Import;

/// <summary>Where the reading of a file is: the conversations and the messages in them are read from the same place.</summary>
internal sealed class JsonReading(IAsyncEnumerator<JsonItem> items)
{
    public IAsyncEnumerator<JsonItem> Items => items;

    public bool IsThere { get; set; }

    /// <summary>Whether two values belong to the same conversation: to one array, or to lines that are in none.</summary>
    public static bool AreTogether(JsonItem first, JsonItem item) => first.Element < 0 ? item.Element < 0 : item.Root == first.Root;
}
