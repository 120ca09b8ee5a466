using System.Globalization;
using System.Text.Json;

namespace Colloquy.Testing;

/// <summary>Writes the report of this process on a planted fault: a line of JSON for each thing that happens, at once, so that a process that is ended has reported.</summary>
internal sealed class PlantingLog
{
    public const string Extension = ".planting.jsonl";

    private readonly Lock _lock = new();
    private readonly string _file;

    public PlantingLog(string folder)
    {
        Directory.CreateDirectory(folder);
        _file = Path.Combine(folder, Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + Extension);
    }

    public void Add(PlantingNoteKind kind, string conversation) => Add(new PlantingNote(kind) { Conversation = conversation });

    public void Add(PlantingFailure failure) => Add(new PlantingNote(PlantingNoteKind.Failed) { Failure = failure });

    private void Add(PlantingNote note)
    {
        lock (_lock)
            File.AppendAllText(_file, JsonSerializer.Serialize(note, PlantingJson.Default.PlantingNote) + "\n");
    }
}
