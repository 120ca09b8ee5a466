using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Colloquy.Testing;

/// <summary>Represents a value of a script, with its place: a text, a number, a list or a map.</summary>
public sealed class ScriptNode
{
    private readonly YamlNode _node;

    internal ScriptNode(YamlNode node, string source) => (_node, Source) = (node, source);

    internal string Source { get; }

    internal int Line => (int)_node.Start.Line;

    /// <summary>Gets the value as .NET has it: null, a <see cref="bool"/>, a <see cref="decimal"/>, a <see cref="string"/>, a list or a dictionary.</summary>
    public object? Value => ToValue(_node);

    /// <summary>Gets the fields of a map, in order; empty for any other value.</summary>
    public IReadOnlyList<(string Name, ScriptNode Value)> Fields =>
        _node is YamlMappingNode map ? [.. map.Children.Select(child => (child.Key is YamlScalarNode { Value: { } name } ? name : throw Error(child.Key, "a name is a plain text."), new ScriptNode(child.Value, Source)))] : [];

    /// <summary>Gets the items of a list; a single value is a list of one.</summary>
    public IReadOnlyList<ScriptNode> Items => _node is YamlSequenceNode list ? [.. list.Children.Select(child => new ScriptNode(child, Source))] : [this];

    /// <summary>Gets a value that indicates whether this is a map.</summary>
    public bool IsMap => _node is YamlMappingNode;

    /// <summary>Returns a field of a map; null when it is not there.</summary>
    /// <param name="name">The name of the field.</param>
    public ScriptNode? Find(string name) => Fields.FirstOrDefault(field => field.Name == name).Value;

    /// <summary>Returns the value as text.</summary>
    /// <param name="what">What the value is, for the message.</param>
    /// <exception cref="ScriptException">It is not a text or a number.</exception>
    public string ToText(string what) => _node is YamlScalarNode { Value: { Length: > 0 } text } ? text : throw Error($"{what} is a text here.");

    /// <summary>Returns the value as a whole number.</summary>
    /// <param name="what">What the value is, for the message.</param>
    /// <param name="minimum">The smallest number that is allowed.</param>
    /// <exception cref="ScriptException">It is not a whole number, or too small.</exception>
    public int ToInt32(string what, int minimum = 0) => Value is decimal number && number == decimal.Truncate(number) && number >= minimum && number <= int.MaxValue ? (int)number : throw Error($"{what} is a whole number of at least {minimum} here.");

    /// <summary>Returns the value as a number.</summary>
    /// <param name="what">What the value is, for the message.</param>
    /// <exception cref="ScriptException">It is not a positive number.</exception>
    public decimal ToPositive(string what) => Value is decimal and > 0 and var number ? number : throw Error($"{what} is a positive number here.");

    /// <summary>Returns the exception that says what is wrong with this value, and where it stands.</summary>
    /// <param name="message">What is wrong, as a sentence.</param>
    public ScriptException Error(string message) => Error(_node, message);

    /// <summary>Throws when a map has a field that is not one of these.</summary>
    /// <param name="names">The fields that are known.</param>
    /// <exception cref="ScriptException">There is another field.</exception>
    public void AllowOnly(params IReadOnlyList<string> names)
    {
        foreach (var (name, value) in Fields)
        {
            if (!names.Contains(name))
                throw value.Error($"'{name}' is not known here. Known are: {string.Join(", ", names)}.");
        }
    }

    private ScriptException Error(YamlNode node, string message) => new(Source, (int)node.Start.Line, (int)node.Start.Column, message);

    private static object? ToValue(YamlNode node) => node switch
    {
        YamlMappingNode map => map.Children.ToDictionary(child => ((YamlScalarNode)child.Key).Value ?? "", child => ToValue(child.Value)),
        YamlSequenceNode list => list.Children.Select(ToValue).ToList(),
        YamlScalarNode { Style: ScalarStyle.Plain } plain => ToPlainValue(plain.Value),
        YamlScalarNode text => text.Value,
        _ => null,
    };

    /// <summary>Reads a scalar as YAML's core schema does; what is in quotes is always text.</summary>
    private static object? ToPlainValue(string? text) => text switch
    {
        null or "" or "~" or "null" or "Null" or "NULL" => null,
        "true" or "True" or "TRUE" => true,
        "false" or "False" or "FALSE" => false,
        _ => decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var number) ? number : text,
    };
}
