using System.Text.Json;
using System.Text.Json.Serialization;

namespace Colloquy.Testing;

/// <summary>The JSON of judges: what metrics carry, and the files of calibrations.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(IReadOnlyList<CheckDetail>))]
[JsonSerializable(typeof(CalibrationReport))]
internal sealed partial class JudgeJson : JsonSerializerContext;
