namespace Colloquy.Testing;

/// <summary>An answer as its words, which is read once and compared with many.</summary>
internal sealed class WordedAnswer
{
    private const int FewestWords = 5;
    private const double Alike = 0.95;

    private readonly string _words;
    private readonly HashSet<string> _threes;

    public WordedAnswer(TurnResult turn)
    {
        Turn = turn;
        Input = RepetitionFinder.Normalize(string.Join(' ', turn.Input.Select(message => message.Text)));
        _words = RepetitionFinder.Normalize(turn.Text);
        var words = _words.Split(' ');
        _threes = words.Length < FewestWords ? [] : [.. Enumerable.Range(0, words.Length - 2).Select(start => $"{words[start]} {words[start + 1]} {words[start + 2]}")];
    }

    public TurnResult Turn { get; }

    public string Input { get; }

    /// <summary>Returns whether two answers say the same in nearly the same words. Short answers, such as a thank-you, are never the same.</summary>
    public bool IsLike(WordedAnswer other)
    {
        var (fewer, more) = _threes.Count <= other._threes.Count ? (_threes, other._threes) : (other._threes, _threes);
        if (fewer.Count == 0 || fewer.Count < Alike * more.Count)
            return false;
        if (_words == other._words)
            return true;

        var common = fewer.Count(more.Contains);
        return common >= Alike * (fewer.Count + more.Count - common);
    }
}
