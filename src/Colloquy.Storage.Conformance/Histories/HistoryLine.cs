using System.Text.Json;
using System.Text.Json.Serialization;

namespace Colloquy.Storage.Conformance;

/// <summary>One line of a history: a call that begins, or its answer. A call without an answer is one whose process died, or that still runs.</summary>
internal sealed record HistoryLine
{
    /// <summary>The client, a number of its own for each <see cref="HistoryStore"/>.</summary>
    public required int Client { get; init; }

    /// <summary>The number of the call among those of its client.</summary>
    public required long Number { get; init; }

    /// <summary>The time by the machine's steady clock, which all its processes share.</summary>
    public required long At { get; init; }

    /// <summary>The time by the clock that leases use.</summary>
    public required DateTimeOffset Clock { get; init; }

    /// <summary>The id of the session; with a call only.</summary>
    public string? Session { get; init; }

    public string? User { get; init; }

    public string? App { get; init; }

    public HistoryCall? Call { get; init; }

    public HistoryAnswer? Answer { get; init; }

    public override string ToString() => JsonSerializer.Serialize(this, HistoryJsonContext.Default.HistoryLine);

    /// <summary>Reads a line; null when its end is missing.</summary>
    public static HistoryLine? TryParse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, HistoryJsonContext.Default.HistoryLine);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>The written form of histories.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(HistoryLine))]
internal sealed partial class HistoryJsonContext : JsonSerializerContext;
