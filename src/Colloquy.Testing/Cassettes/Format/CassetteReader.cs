using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Colloquy.Testing;

/// <summary>Reads a cassette.</summary>
internal sealed partial class CassetteReader
{
    private readonly string _path;
    private readonly List<RequestSettings> _settings = [];
    private readonly MessageReading _reading;
    private readonly CassetteFile _file;

    private CassetteReader(string path, TapeNode root, SecretScrubber secrets, IReadOnlyList<VolatileField> volatiles)
    {
        _path = path;
        List<string> recorded = [.. root.Find("volatile")?.Items?.Select(field => Text(field)) ?? []];
        _reading = new MessageReading(new RequestText(secrets, [.. volatiles, .. recorded.Except(volatiles.Select(field => field.ToString())).Select(VolatileField.Parse)]));
        _file = new CassetteFile
        {
            Conversation = Text(Require(root, "conversation")),
            Variant = root.Find("variant")?.Text,
            Volatile = recorded,
        };
    }

    /// <summary>Reads a cassette.</summary>
    /// <param name="path">The path, for messages.</param>
    /// <param name="text">The text of the file.</param>
    /// <param name="secrets">Takes secrets out of what is compared.</param>
    /// <param name="volatiles">The volatile fields, beside those that the cassette declares.</param>
    /// <exception cref="CassetteFormatException">The file is cut, of a newer version, or no cassette.</exception>
    public static CassetteFile Read(string path, string text, SecretScrubber secrets, IReadOnlyList<VolatileField> volatiles)
    {
        CheckEnds(path, text);
        var root = new TapeReader(path, text).Read();
        if (root.Entries is null)
            throw new CassetteFormatException(path, root.Line, "The file is not a cassette.");

        var reader = new CassetteReader(path, root, secrets, volatiles);
        reader.ReadAll(root);
        return reader._file;
    }

    private static void CheckEnds(string path, string text)
    {
        if (text.StartsWith('\uFEFF'))
            text = text[1..];
        var version = FirstLine().Match(text);
        if (!version.Success)
            throw new CassetteFormatException(path, 1, "The file is not a cassette: its first line is not 'cassette: 1'. Move it away, and record the conversation again.") { IsDamage = false };
        if (!int.TryParse(version.Groups[1].ValueSpan, CultureInfo.InvariantCulture, out var number) || number > CassetteFile.Version)
            throw new CassetteFormatException(path, 1, $"The cassette has version {version.Groups[1].Value} of the format, and this version of Colloquy.Testing reads versions up to {CassetteFile.Version}. Update the package Colloquy.Testing, or delete the cassette and record the conversation again.") { IsDamage = false };

        var lines = text.TrimEnd().Split('\n');
        var conflict = Array.FindIndex(lines, line => line.StartsWith("<<<<<<< ", StringComparison.Ordinal));
        if (conflict >= 0)
            throw new CassetteFormatException(path, conflict + 1, "The cassette has a merge conflict that is not resolved. Take one side, and record the conversation again.");
        if (lines[^1].TrimEnd('\r') != CassetteWriter.End)
            throw new CassetteFormatException(path, lines.Length, $"The cassette is cut: it does not end with the line '{CassetteWriter.End}'. Restore it from version control, or record the conversation again with COLLOQUY_CASSETTES=record.");
    }

    private void ReadAll(TapeNode root)
    {
        foreach (var model in Items(root, "models"))
            _file.Models.Add(new RecordedModel(Text(Require(model, "name")), model.Find("provider")?.Text, model.Find("model")?.Text));
        foreach (var host in Items(root, "hosts"))
            _file.Hosts.Add(new RecordedHost(Text(Require(host, "name")), [.. Items(host, "tools").Select(ReadTool)]));
        foreach (var settings in Items(root, "settings"))
            At(settings, () => _settings.Add(new RequestSettings(_reading.Text.Of(SettingsOf(settings)))));
        foreach (var track in Items(root, "tracks"))
            ReadTrack(track);
    }

    private RecordedTool ReadTool(TapeNode tool) => At(tool, () => new RecordedTool(
        Text(Require(tool, "name")),
        tool.Find("description")?.Text ?? "",
        TapeJson.Of(Require(tool, "schema")),
        tool.Find("returns") is { } returns ? TapeJson.Of(returns) : null,
        tool.Find("idempotent") is not null,
        tool.Find("needs-approval") is not null));

    private static JsonElement SettingsOf(TapeNode settings)
    {
        var rest = TapeNode.Map();
        foreach (var (key, value) in (settings.Entries ?? []).Where(entry => entry.Key != "id"))
            rest.With(key, value);
        return TapeJson.Of(rest);
    }

    private void ReadTrack(TapeNode node)
    {
        var track = new RecordedTrack(node.Find("trial") is { } trial ? Number(trial) : 1, node.Find("fork")?.Text ?? "");
        if (_file.FindTrack(track.Trial, track.Fork) is not null)
            throw Error(node, $"The cassette has {track} twice.");

        var tables = MessageTables.Of(track, _file);
        _file.Tracks.Add(track);
        foreach (var call in Items(node, "exchanges"))
            track.Calls.Add(At(call, () => call.Find("model") is not null ? ReadModelCall(call, track, tables) : (RecordedCall)ReadToolCall(call)));
    }

    private RecordedModelCall ReadModelCall(TapeNode call, RecordedTrack track, MessageTables tables)
    {
        var turn = Number(Require(call, "turn"));
        var client = Text(Require(call, "model"));
        var number = Number(Require(call, "settings"));
        var settings = number >= 1 && number <= _settings.Count ? _settings[number - 1] : throw Error(call, $"There are no settings {number}.");
        var table = tables.Find(client);
        var messages = table.Read(call.Find("window")?.Text, [.. Items(call, "messages").Select(message => At(message, () => _reading.ReadRecorded(MessageForm.Read(message))))])
            ?? throw Error(call, $"The window '{call.Find("window")?.Text}' names messages that the cassette does not have.");
        var id = track.IdOf(turn, track.Calls.OfType<RecordedModelCall>().Count(earlier => earlier.Turn == turn) + 1);
        var calls = 0;
        List<ChatMessage> answer = [.. Items(call, "answer").Select(message => At(message, () => MessageForm.ReadAnswer(message, () => $"call_{id}_{++calls}")))];
        var repeated = _reading.ReadMessages(answer);
        table.AddResponse(repeated);
        return new RecordedModelCall
        {
            Turn = turn,
            Line = call.Line,
            Id = id,
            Request = new ModelRequest(client, settings, call.Find("continues")?.Text, messages),
            Repeated = repeated,
            Response = new RecordedResponse
            {
                Messages = answer,
                ModelId = call.Find("answered-by")?.Text,
                FinishReason = call.Find("finish")?.Text,
                Usage = call.Find("usage") is { } usage ? TapeJson.Of(usage).Deserialize<UsageDetails>(CassetteJson.Options) : null,
                Conversation = call.Find("conversation")?.Text,
                Cuts = call.Find("cuts")?.Items is { } cuts ? [.. cuts.Select(cut => cut.Text ?? "")] : null,
            },
        };
    }

    private RecordedToolCall ReadToolCall(TapeNode call)
    {
        var look = call.Find("look");
        var arguments = TapeJson.Of(Require(call, "arguments"));
        return new RecordedToolCall
        {
            Turn = Number(Require(call, "turn")),
            Line = call.Line,
            IsLook = look is not null,
            Tool = Text(look ?? call.Find("call") ?? throw Error(call, "An exchange has 'model', 'call' or 'look'.")),
            Host = Text(Require(call, "host")),
            Arguments = arguments,
            Key = _reading.Text.Of(arguments, isData: true),
            Outcome = RecordedOutcome.Read(call) ?? throw Error(call, "The call has no 'text', 'result', 'content', 'contents' or 'error'."),
        };
    }

    private void At(TapeNode node, Action read) => At(node, () =>
    {
        read();
        return true;
    });

    /// <summary>Names the line of what cannot be read.</summary>
    private T At<T>(TapeNode node, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception error) when (error is JsonException or FormatException or InvalidOperationException or ArgumentException or KeyNotFoundException)
        {
            throw new CassetteFormatException(_path, node.Line, $"The cassette cannot be read here: {error.Message}", error);
        }
    }

    private List<TapeNode> Items(TapeNode node, string key) => node.Find(key) is not { } list ? []
        : list.Items ?? (list.IsLiteral ? [] : throw Error(list, $"'{key}' is a list."));

    private TapeNode Require(TapeNode node, string key) => node.Find(key) ?? throw Error(node, $"'{key}' is missing.");

    private string Text(TapeNode node) => node.Text ?? throw Error(node, "A text is expected.");

    private int Number(TapeNode node) => int.TryParse(node.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw Error(node, "A whole number is expected.");

    private CassetteFormatException Error(TapeNode node, string problem) => new(_path, node.Line, problem);

    [GeneratedRegex(@"\Acassette: *(\d+) *\r?\n", RegexOptions.CultureInvariant)]
    private static partial Regex FirstLine();
}
