using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Colloquy.Cli;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(SessionListJson))]
[JsonSerializable(typeof(SessionDetailJson))]
[JsonSerializable(typeof(TurnListJson))]
[JsonSerializable(typeof(TurnDetailJson))]
[JsonSerializable(typeof(BranchJson))]
[JsonSerializable(typeof(BranchListJson))]
[JsonSerializable(typeof(BranchTreeJson))]
[JsonSerializable(typeof(ActivityJson))]
[JsonSerializable(typeof(ComparisonJson))]
[JsonSerializable(typeof(HeadListJson))]
[JsonSerializable(typeof(ApprovalListJson))]
[JsonSerializable(typeof(UsageReportJson))]
[JsonSerializable(typeof(SearchPageJson))]
[JsonSerializable(typeof(WindowJson))]
[JsonSerializable(typeof(ExplanationJson))]
[JsonSerializable(typeof(PruneJson))]
[JsonSerializable(typeof(RetentionDetailJson))]
[JsonSerializable(typeof(HoldsJson))]
[JsonSerializable(typeof(VerifyJson))]
[JsonSerializable(typeof(ErasureJson))]
[JsonSerializable(typeof(AuditJson))]
[JsonSerializable(typeof(RetainedListJson))]
[JsonSerializable(typeof(SweepJson))]
[JsonSerializable(typeof(StateListJson))]
[JsonSerializable(typeof(StateKeyJson))]
[JsonSerializable(typeof(MemoryJson))]
[JsonSerializable(typeof(MemoryListJson))]
[JsonSerializable(typeof(MemorySearchJson))]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(FollowedJson))]
[JsonSerializable(typeof(DoctorJson))]
[JsonSerializable(typeof(BackupJson))]
[JsonSerializable(typeof(StoreCopyJson))]
[JsonSerializable(typeof(ImportJson))]
[JsonSerializable(typeof(KeyListJson))]
[JsonSerializable(typeof(KeyRotationJson))]
[JsonSerializable(typeof(RekeyJson))]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(TestRunListJson))]
[JsonSerializable(typeof(TestReportJson))]
[JsonSerializable(typeof(TestComparisonJson))]
[JsonSerializable(typeof(TestGateJson))]
[JsonSerializable(typeof(TestRecordJson))]
[JsonSerializable(typeof(MutationJson))]
internal sealed partial class CliJsonContext : JsonSerializerContext;

/// <summary>Prints JSON for programs: camel case, nulls and all, so that every field is always there.</summary>
internal static class CliJson
{
    // Text in any script stays readable; control characters are escaped all the same.
    private static readonly CliJsonContext Context = new(new JsonSerializerOptions(CliJsonContext.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    private static readonly CliJsonContext Lines = new(new JsonSerializerOptions(Context.Options) { WriteIndented = false });

    /// <summary>A value of a type that the context knows as one line.</summary>
    public static string Line<T>(T value) => JsonSerializer.Serialize(value, (JsonTypeInfo<T>)Lines.GetTypeInfo(typeof(T))!);

    /// <summary>Prints a value of a type that the context knows.</summary>
    public static void Print<T>(T value, CliHost host) =>
        host.Terminal.Output.WriteLine(JsonSerializer.Serialize(value, (JsonTypeInfo<T>)Context.GetTypeInfo(typeof(T))!));
}
