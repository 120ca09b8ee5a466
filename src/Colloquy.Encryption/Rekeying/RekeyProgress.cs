namespace Colloquy.Encryption;

/// <summary>Counts what a re-keying does, and reports it.</summary>
internal sealed class RekeyProgress(IProgress<RekeyReport>? progress)
{
    private readonly List<string> _problems = [];
    private RekeyReport _report = new();

    public RekeyReport Report => _report with { Problems = [.. _problems] };

    public void Tell(Func<RekeyReport, RekeyReport> change)
    {
        _report = change(_report);
        progress?.Report(Report);
    }

    public void Note(string problem)
    {
        if (!_problems.Contains(problem))
            _problems.Add(problem);
    }
}
