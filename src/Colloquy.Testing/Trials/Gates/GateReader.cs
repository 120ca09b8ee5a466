using System.Globalization;
using System.Text.Json;

namespace Colloquy.Testing;

/// <summary>Reads gate files, and says of what it refuses on which line it is.</summary>
internal sealed class GateReader
{
    private readonly string _file;
    private readonly byte[] _json;

    private GateReader(string file, byte[] json) => (_file, _json) = (file, json);

    private delegate void ReadField(ref Utf8JsonReader reader, string name);

    public static GateFile Read(string file, byte[] bytes)
    {
        var json = bytes.AsSpan().StartsWith("\uFEFF"u8) ? bytes[3..] : bytes;
        try
        {
            return new GateReader(file, json).Read();
        }
        catch (JsonException error)
        {
            var line = error.LineNumber + 1;
            throw new GateFileException(line, $"{file}, line {line}: this is not JSON. {error.Message}", error);
        }
    }

    private GateFile Read()
    {
        var reader = new Utf8JsonReader(_json, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip });
        var gate = new GateFile();
        int? version = null;
        reader.Read();
        ReadObject(ref reader, "A gate", (ref Utf8JsonReader field, string name) =>
        {
            switch (name)
            {
                case "$schema" when field.TokenType == JsonTokenType.String:
                    break;
                case "version":
                    version = ReadVersion(ref field);
                    break;
                case "all":
                    gate = gate with { All = ReadThresholds(ref field, "all") };
                    break;
                case "each":
                    gate = gate with { Each = ReadThresholds(ref field, "each") };
                    break;
                case "conversations":
                    gate = gate with { Conversations = ReadConversations(ref field) };
                    break;
                default:
                    throw Refuse(field, $"'{name}' is not a part of a gate. It has: version, all, each, conversations.");
            }
        });
        if (reader.Read())
            throw Refuse(reader, "something follows the gate.");
        if (version is null)
            throw new GateFileException(null, $"{_file}: the version is missing. Add \"version\": {GateFile.FormatVersion}.");
        return gate is { All: null, Each: null, Conversations.Count: 0 }
            ? throw new GateFileException(null, $"{_file}: the gate has no threshold, so anything would pass it. Add thresholds to all, each or conversations.")
            : gate;
    }

    private int ReadVersion(ref Utf8JsonReader reader)
    {
        var version = ReadWhole(ref reader, "version", 1);
        return version <= GateFile.FormatVersion ? version : throw Refuse(reader, $"version {version} is newer than this library, which reads version {GateFile.FormatVersion}. Update Colloquy.Testing.");
    }

    private Dictionary<string, GateThresholds> ReadConversations(ref Utf8JsonReader reader)
    {
        Dictionary<string, GateThresholds> conversations = [];
        ReadObject(ref reader, "'conversations'", (ref Utf8JsonReader field, string name) => conversations.Add(name, ReadThresholds(ref field, name)));
        return conversations;
    }

    private GateThresholds ReadThresholds(ref Utf8JsonReader reader, string of)
    {
        var thresholds = new GateThresholds();
        ReadObject(ref reader, $"'{of}'", (ref Utf8JsonReader field, string name) => thresholds = name switch
        {
            "passRate" => thresholds with { PassRate = ReadShare(ref field, name) },
            "passRateLowerBound" => thresholds with { PassRateLowerBound = ReadShare(ref field, name) },
            "passToTheK" => thresholds with { PassToTheK = ReadPassToTheK(ref field) },
            "costPerConversation" => thresholds with { CostPerConversation = (decimal)ReadNumber(ref field, name, 0, 1_000_000) },
            "latencySeconds" => thresholds with { LatencySeconds = ReadNumber(ref field, name, 0, 86_400) },
            "invalidTrials" => thresholds with { InvalidTrials = ReadWhole(ref field, name, 0) },
            _ => throw Refuse(field, $"'{name}' is not a threshold. Thresholds are: passRate, passRateLowerBound, passToTheK, costPerConversation, latencySeconds, invalidTrials."),
        });
        return thresholds.IsEmpty ? throw Refuse(reader, $"'{of}' has no threshold, so anything would pass it. Add one, or remove '{of}'.") : thresholds;
    }

    private GatePassToTheK ReadPassToTheK(ref Utf8JsonReader reader)
    {
        (int? k, double? atLeast) = (null, null);
        ReadObject(ref reader, "'passToTheK'", (ref Utf8JsonReader field, string name) =>
        {
            if (name == "k")
                k = ReadWhole(ref field, name, 1);
            else if (name == "atLeast")
                atLeast = ReadShare(ref field, name);
            else
                throw Refuse(field, $"'{name}' is not a part of passToTheK. It has: k, atLeast.");
        });
        return k is { } tries && atLeast is { } least ? new GatePassToTheK(tries, least) : throw Refuse(reader, "passToTheK needs both k and atLeast.");
    }

    private void ReadObject(ref Utf8JsonReader reader, string what, ReadField read)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            throw Refuse(reader, $"{what} must be an object in braces.");

        HashSet<string> names = [];
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            if (!names.Add(name))
                throw Refuse(reader, $"'{name}' is there twice. Remove one.");
            reader.Read();
            read(ref reader, name);
        }
    }

    private double ReadShare(ref Utf8JsonReader reader, string name) => ReadNumber(ref reader, name, 0, 1);

    private double ReadNumber(ref Utf8JsonReader reader, string name, double least, double most) =>
        reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out var value) && value >= least && value <= most
            ? value
            : throw Refuse(reader, string.Create(CultureInfo.InvariantCulture, $"'{name}' must be a number from {least} to {most}."));

    private int ReadWhole(ref Utf8JsonReader reader, string name, int least) =>
        reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var value) && value >= least
            ? value
            : throw Refuse(reader, string.Create(CultureInfo.InvariantCulture, $"'{name}' must be a whole number of at least {least}."));

    private GateFileException Refuse(in Utf8JsonReader reader, string why)
    {
        var line = 1 + _json.AsSpan(0, (int)Math.Min(reader.TokenStartIndex, _json.Length)).Count((byte)'\n');
        return new GateFileException(line, $"{_file}, line {line}: {why}");
    }
}
