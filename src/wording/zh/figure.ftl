### 计算过程

calculation-separator = ；{" "}
calculation-rounded = 四舍五入({ $of }，{ $places } 位小数)
calculation-least = 较小者({ $a }，{ $b })
calculation-greatest = 较大者({ $a }，{ $b })
calculation-terms = …（共 { $count } 项）
calculation-folded = { $count } 个数算得的 { $result }
