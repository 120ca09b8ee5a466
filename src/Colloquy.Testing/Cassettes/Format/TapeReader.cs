using System.Text.Json;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Colloquy.Testing;

/// <summary>Reads YAML as nodes that know their lines.</summary>
internal sealed partial class TapeReader(string path, string text)
{
    private readonly Parser _parser = new(new StringReader(text));

    /// <exception cref="CassetteFormatException">The text is no YAML of one mapping.</exception>
    public TapeNode Read()
    {
        try
        {
            _parser.Consume<StreamStart>();
            _parser.Consume<DocumentStart>();
            var root = ReadNode(0);
            _parser.Consume<DocumentEnd>();
            return root;
        }
        catch (YamlException error)
        {
            throw new CassetteFormatException(path, (int)error.Start.Line, $"The cassette is not well-formed here: {error.Message} If it was edited by hand, undo the edit; otherwise, record it again with COLLOQUY_CASSETTES=record.", error);
        }
    }

    private TapeNode ReadNode(int depth)
    {
        var line = (int)_parser.Current!.Start.Line;
        if (depth > 200)
            throw new CassetteFormatException(path, line, "The cassette is nested too deeply.");
        if (_parser.TryConsume<Scalar>(out var scalar))
        {
            return scalar.Tag == "!json" ? TapeNode.Json(scalar.Value, line)
                : scalar.Style == ScalarStyle.Plain && Literal().IsMatch(scalar.Value) ? TapeNode.Literal(scalar.Value.Length == 0 ? "null" : scalar.Value, line)
                : TapeNode.Of(scalar.Value, line);
        }

        if (_parser.TryConsume<SequenceStart>(out _))
        {
            List<TapeNode> items = [];
            while (!_parser.TryConsume<SequenceEnd>(out _))
                items.Add(ReadNode(depth + 1));
            return TapeNode.List(items, line: line);
        }

        if (_parser.TryConsume<MappingStart>(out _))
        {
            var map = TapeNode.Map(line);
            while (!_parser.TryConsume<MappingEnd>(out _))
            {
                var key = _parser.Consume<Scalar>().Value;
                map.With(key, ReadNode(depth + 1));
            }

            return map;
        }

        throw new CassetteFormatException(path, line, "A cassette has no anchors and aliases.");
    }

    [GeneratedRegex(@"^(|null|true|false|-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Literal();
}

/// <summary>Reads nodes as JSON.</summary>
internal static class TapeJson
{
    public static JsonElement Of(TapeNode node)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, CassetteJson.Writing))
            Write(writer, node);
        return JsonElement.Parse(buffer.WrittenSpan, new JsonDocumentOptions { MaxDepth = 256 });
    }

    private static void Write(Utf8JsonWriter writer, TapeNode node)
    {
        if (node.Text is { } text)
        {
            if (node.IsLiteral || node.IsJson)
                writer.WriteRawValue(text);
            else
                writer.WriteStringValue(text);
        }
        else if (node.Items is { } items)
        {
            writer.WriteStartArray();
            foreach (var item in items)
                Write(writer, item);
            writer.WriteEndArray();
        }
        else
        {
            writer.WriteStartObject();
            foreach (var (key, value) in node.Entries!)
            {
                writer.WritePropertyName(key);
                Write(writer, value);
            }

            writer.WriteEndObject();
        }
    }
}
