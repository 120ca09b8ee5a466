namespace Colloquy.Sqlite;

/// <summary>A statement's text. Each connection prepares it when it first uses it, and keeps it prepared.</summary>
internal sealed class Sql
{
    private static int count;

    public Sql(string text)
    {
        Text = text;
        Ordinal = Interlocked.Increment(ref count) - 1;
    }

    /// <summary>How many statements there are, of the types that were used so far.</summary>
    public static int Count => Volatile.Read(ref count);

    public string Text { get; }

    /// <summary>Where a connection keeps the prepared statement.</summary>
    public int Ordinal { get; }
}
