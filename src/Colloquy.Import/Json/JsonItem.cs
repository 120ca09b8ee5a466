using System.Text.Json;

namespace Colloquy.Import;

/// <summary>A value of a JSON file: an element of the array that the file is, or one of several values that follow each other, as in a file of lines.</summary>
/// <param name="Value">The value.</param>
/// <param name="Line">The line at which it begins, from 1.</param>
/// <param name="Root">The number of the outermost value, from 0.</param>
/// <param name="Element">The number of the element within the outermost array, from 0; -1 for an outermost value itself.</param>
/// <param name="Notes">What had to be changed so that it can be read.</param>
internal readonly record struct JsonItem(JsonElement Value, long Line, long Root, long Element, IReadOnlyList<ImportNote> Notes)
{
    public string Place => Element < 0 ? $"line {Line}" : $"line {Line}, $[{Element}]";
}
