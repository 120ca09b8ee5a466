using System.Text.Json.Serialization;

namespace Colloquy.Testing;

/// <summary>A line of a report on a planted fault.</summary>
internal sealed record PlantingNote(PlantingNoteKind Kind)
{
    public string? Conversation { get; init; }

    public PlantingFailure? Failure { get; init; }
}

internal enum PlantingNoteKind
{
    /// <summary>A conversation started.</summary>
    Started,

    /// <summary>The fault changed something in a conversation for the first time.</summary>
    Applied,

    /// <summary>A cassette answered calls of tools again.</summary>
    Repeated,

    /// <summary>A test failed.</summary>
    Failed,
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault, UseStringEnumConverter = true)]
[JsonSerializable(typeof(PlantingNote))]
internal sealed partial class PlantingJson : JsonSerializerContext;
