using System.Numerics;
using System.Runtime.InteropServices;

namespace Colloquy.Storage;

/// <summary>What a text means, as an embedding model has it. Vectors of different models, or of different lengths, are not compared.</summary>
public sealed class MemoryVector
{
    private readonly float[] _values;
    private readonly double _length;

    /// <summary>Creates a vector.</summary>
    /// <param name="model">The name of the model that made it, 1 to 256 bytes in UTF-8.</param>
    /// <param name="values">Its numbers; at least one, and all finite.</param>
    /// <exception cref="InvalidKeyException">The model's name breaks the rules for names.</exception>
    /// <exception cref="ArgumentException">There is no number, or one that is not finite.</exception>
    public MemoryVector(string model, ReadOnlySpan<float> values)
    {
        Model = KeyRules.Check(model, "embedding model", KeyRules.MaxUserBytes, mayBeEmpty: false, nameof(model));
        if (values.IsEmpty)
            throw new ArgumentException("A vector needs at least one number.", nameof(values));
        foreach (var value in values)
        {
            if (!float.IsFinite(value))
                throw new ArgumentException($"A vector of model '{model}' has the number {value}, with which nothing can be compared.", nameof(values));
        }

        _values = values.ToArray();
        _length = Math.Sqrt(Multiply(_values, _values).Product);
    }

    /// <summary>The name of the model that made it.</summary>
    public string Model { get; }

    /// <summary>How many numbers it has.</summary>
    public int Dimension => _values.Length;

    /// <summary>Its numbers.</summary>
    public ReadOnlySpan<float> Values => _values;

    /// <summary>How alike another vector is: the cosine of the angle between them, 1 for the same direction, 0 for a vector without one.</summary>
    /// <param name="other">The numbers of a vector of the same model, as many as this one has.</param>
    /// <exception cref="ArgumentException">It has more or fewer.</exception>
    public double SimilarityTo(ReadOnlySpan<float> other)
    {
        if (other.Length != _values.Length)
            throw new ArgumentException($"A vector of {_values.Length} numbers cannot be compared with one of {other.Length}.", nameof(other));

        var (product, square) = Multiply(_values, other);
        var lengths = _length * Math.Sqrt(square);
        return lengths > 0 ? Math.Clamp(product / lengths, -1, 1) : 0;
    }

    /// <summary>The product of two vectors, and of the second with itself.</summary>
    private static (double Product, double Square) Multiply(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        var (products, squares) = (Vector<float>.Zero, Vector<float>.Zero);
        var lefts = MemoryMarshal.Cast<float, Vector<float>>(left);
        var rights = MemoryMarshal.Cast<float, Vector<float>>(right);
        for (var i = 0; i < lefts.Length; i++)
        {
            products += lefts[i] * rights[i];
            squares += rights[i] * rights[i];
        }

        double product = Vector.Sum(products), square = Vector.Sum(squares);
        for (var i = lefts.Length * Vector<float>.Count; i < left.Length; i++)
        {
            product += left[i] * right[i];
            square += right[i] * right[i];
        }

        return (product, square);
    }
}
