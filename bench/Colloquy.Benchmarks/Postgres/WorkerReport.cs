using System.Globalization;

namespace Colloquy.Benchmarks;

/// <summary>What processes with agents have done.</summary>
/// <param name="Turns">The turns that were measured.</param>
/// <param name="AllTurns">These, and those before.</param>
/// <param name="Processor">The processor time of the processes while they were measured.</param>
/// <param name="Seconds">How long they were measured.</param>
internal sealed record WorkerReport(int Turns, int AllTurns, TimeSpan Processor, int Seconds)
{
    public double PerSecond => (double)Turns / Seconds;

    public static WorkerReport operator +(WorkerReport left, WorkerReport right) => left with { Turns = left.Turns + right.Turns, AllTurns = left.AllTurns + right.AllTurns, Processor = left.Processor + right.Processor };

    public static WorkerReport Parse(string line)
    {
        var fields = Array.ConvertAll(line.Split(' '), field => long.Parse(field, CultureInfo.InvariantCulture));
        return new WorkerReport((int)fields[0], (int)fields[1], TimeSpan.FromTicks(fields[2]), (int)fields[3]);
    }

    public override string ToString() => FormattableString.Invariant($"{Turns} {AllTurns} {Processor.Ticks} {Seconds}");
}
