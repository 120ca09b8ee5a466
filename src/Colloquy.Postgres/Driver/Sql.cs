namespace Colloquy.Postgres;

/// <summary>The text of a statement, which names its tables in the schema <c>colloquy</c>; a store in another schema reads it with that name.</summary>
/// <remarks>Statements are in static fields, so that a test finds all of them. Values are parameters and never in the text.</remarks>
internal sealed class Sql
{
    private static int _count;

    public Sql(string text)
    {
        Text = text;
        Number = Interlocked.Increment(ref _count) - 1;
    }

    public string Text { get; }

    /// <summary>Gets the number by which a <see cref="Database"/> finds the text for its schema.</summary>
    public int Number { get; }

    public string In(string schema) => schema == PostgresSessionStoreOptions.DefaultSchema ? Text : Text.Replace("colloquy.", schema + ".", StringComparison.Ordinal);
}
