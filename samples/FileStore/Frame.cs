using System.Text.Json.Serialization;

namespace FileStore;

/// <summary>One change of a session, as a line of its file tells it: one part is there, the others are null.</summary>
internal sealed record Frame(DateTimeOffset At, Birth? Created = null, SessionDetails? Details = null, LeaseState? Lease = null, Commit? Commit = null, SessionPart? Image = null);

/// <summary>The beginning of a session. The nonce tells it from one that was deleted under the same key.</summary>
internal sealed record Birth(string App, string User, string Id, Guid Nonce)
{
    public static Birth Of(SessionKey key, Guid nonce) => new(key.App, key.User ?? "", key.Id, nonce);
    public SessionKey Key => new(Id, User.Length == 0 ? null : User, App);
}

[JsonSourceGenerationOptions(
    IgnoreReadOnlyProperties = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(Frame))]
internal sealed partial class FrameJson : JsonSerializerContext;
