"""The grammar of the language, as the reference page shows it.

A test reads it: whatever `cspo.policy.parse` takes is of this grammar, and
what is of this grammar is refused for its meaning alone.
"""

from __future__ import annotations

from typing import Final

__all__ = ["GRAMMAR"]

GRAMMAR: Final = """\
expression  = conjunction , { "or" , conjunction } ;
conjunction = negation , { "and" , negation } ;
negation    = "not" , negation | comparison ;
comparison  = sum , [ ( "<" | "<=" | ">" | ">=" | "==" | "!=" ) , sum ] ;
sum         = product , { ( "+" | "-" ) , product } ;
product     = signed , { ( "*" | "/" ) , signed } ;
signed      = "-" , signed | value ;
value       = constant | call | extreme | known | "(" , expression , ")" ;
extreme     = ( "min" | "max" ) , "(" , expression , "," , expression , { "," , expression } , ")" ;
known       = "known" , "(" , expression , ")" ;
call        = name , "(" , [ argument , { "," , argument } ] , ")" , [ "." , name ] ;
argument    = [ name , "=" ] , [ "-" ] , constant ;
constant    = number , [ unit ] | text | instant | "true" | "false" ;
unit        = "%" | symbol , { "/" , symbol } | "/" , symbol , { "/" , symbol } ;
"""
"""In the notation of ISO/IEC 14977, over the words of the language: name, number, text, instant
and symbol (of a unit)."""
