using System.Globalization;
using Npgsql;

namespace Colloquy.Postgres.Tests.Plans;

/// <summary>A statement, and the values that it was given.</summary>
internal sealed record SentStatement(string Text, IReadOnlyList<NpgsqlParameter> Values)
{
    /// <summary>Gets the types of the values, as the server names them.</summary>
    public string Types => string.Join(", ", Values.Select(value => value.DataTypeName));

    /// <summary>Gets the values as SQL writes them.</summary>
    public string Literals => string.Join(", ", Values.Select(value => $"{Write(value.Value)}::{value.DataTypeName}"));

    private static string Write(object? value) => value switch
    {
        null or DBNull => "NULL",
        byte[] bytes => $"'\\x{Convert.ToHexString(bytes)}'",
        ReadOnlyMemory<byte> bytes => $"'\\x{Convert.ToHexString(bytes.Span)}'",
        Array array => $"ARRAY[{string.Join(", ", array.Cast<object?>().Select(Write))}]",
        _ => $"'{Convert.ToString(value, CultureInfo.InvariantCulture)!.Replace("'", "''", StringComparison.Ordinal)}'",
    };
}
