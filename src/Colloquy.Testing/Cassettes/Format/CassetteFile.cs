namespace Colloquy.Testing;

/// <summary>What a cassette holds: the exchanges of one conversation, or one variant of it, in all its trials and forks.</summary>
internal sealed class CassetteFile
{
    /// <summary>The version of the format.</summary>
    public const int Version = 1;

    public required string Conversation { get; init; }

    public string? Variant { get; init; }

    public List<RecordedModel> Models { get; init; } = [];

    /// <summary>Gets the volatile fields, as text.</summary>
    public List<string> Volatile { get; init; } = [];

    public List<RecordedHost> Hosts { get; init; } = [];

    public List<RecordedTrack> Tracks { get; init; } = [];

    public string FullName => Variant is null ? Conversation : $"{Conversation}[{Variant}]";

    /// <summary>Returns where the answers came from: <c>live</c>, <c>stand-in</c>, or both; null when no model answered.</summary>
    public string? Origin
    {
        get
        {
            var answers = Tracks.SelectMany(track => track.Calls).OfType<RecordedModelCall>().Select(call => call.Response.IsStandIn).Distinct().ToList();
            return answers switch { [] => null, [true] => "stand-in", [false] => "live", _ => "live and stand-in" };
        }
    }

    /// <summary>Gets a value that indicates whether the hosts of some calls are not known.</summary>
    public bool HasCallsOfAnyHost => Tracks.Exists(track => track.Calls.Exists(call => call is RecordedToolCall { Host: RecordedToolCall.AnyHost }));

    public RecordedTrack? FindTrack(int trial, string fork) => Tracks.Find(track => track.Trial == trial && track.Fork == fork);
}

/// <summary>A model that answered, as its client describes it.</summary>
internal sealed record RecordedModel(string Name, string? Provider, string? Model);

/// <summary>A tool host, with the tools that models were shown.</summary>
internal sealed record RecordedHost(string Name, IReadOnlyList<RecordedTool> Tools);

/// <summary>A tool of a host.</summary>
internal sealed record RecordedTool(string Name, string Description, System.Text.Json.JsonElement Schema, System.Text.Json.JsonElement? Returns, bool IsIdempotent, bool NeedsApproval);
