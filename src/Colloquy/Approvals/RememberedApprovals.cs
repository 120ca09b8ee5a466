using System.Text.Json;
using System.Text.Json.Serialization;

namespace Colloquy;

/// <summary>The remembered answers of a line: one key of the session's state, so that they follow the branch and its head.</summary>
internal static class RememberedApprovals
{
    public const string Key = StateJson.ReservedPrefix + "approvals";

    public static async ValueTask<IReadOnlyList<RememberedApproval>> ReadAsync(SessionLog log, Position head, CancellationToken cancellationToken) =>
        Read(await SessionStateStore.ReadAsync(log, head, Key, cancellationToken).ConfigureAwait(false));

    public static IReadOnlyList<RememberedApproval> Read(StateEntry? entry) =>
        StateJson.ReadReserved(entry, RememberedApprovalJson.Default.RememberedApprovalArray) ?? [];

    public static StateBody Write(IEnumerable<RememberedApproval> all) => new(Key)
    {
        Value = JsonSerializer.SerializeToElement([.. all], RememberedApprovalJson.Default.RememberedApprovalArray),
    };
}

/// <summary>The stored JSON form of <see cref="RememberedApproval"/>.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    MaxDepth = JsonDepth.OfStored,
    Converters = [typeof(JsonStringEnumConverter<ApprovalDecision>)])]
[JsonSerializable(typeof(RememberedApproval[]))]
internal sealed partial class RememberedApprovalJson : JsonSerializerContext;
