using System.Text.Json.Serialization;

namespace Colloquy;

/// <summary>The stored JSON forms of everything but messages.</summary>
/// <remarks>Converters of the context itself would keep the generated writers from being used: enums that are stored by name say so at their property.</remarks>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    MaxDepth = JsonDepth.OfStored)]
[JsonSerializable(typeof(TurnStartBody))]
[JsonSerializable(typeof(TurnEndBody))]
[JsonSerializable(typeof(ModelCallBody))]
[JsonSerializable(typeof(StateBody))]
[JsonSerializable(typeof(ScopedStateBody))]
[JsonSerializable(typeof(HeadMoveBody))]
[JsonSerializable(typeof(SummaryBody))]
[JsonSerializable(typeof(ImportanceBody))]
[JsonSerializable(typeof(Position))]
[JsonSerializable(typeof(Position[]))]
[JsonSerializable(typeof(ApprovalRequestBody))]
[JsonSerializable(typeof(ApprovalAnswerBody))]
[JsonSerializable(typeof(TurnResumeBody))]
[JsonSerializable(typeof(BranchBody))]
[JsonSerializable(typeof(LifecycleBody))]
[JsonSerializable(typeof(HandoffBody))]
[JsonSerializable(typeof(PruneBody))]
[JsonSerializable(typeof(SignatureBody))]
[JsonSerializable(typeof(AuditBody))]
[JsonSerializable(typeof(RetentionPolicy))]
[JsonSerializable(typeof(UnknownContent))]
[JsonSerializable(typeof(BlobContent))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, string>))]
internal sealed partial class LogJsonContext : JsonSerializerContext;
